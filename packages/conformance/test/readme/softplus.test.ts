import { testActivation } from '@nonlin/conformance';
import { softplus } from './softplus.ts';

testActivation(softplus, {
  facts: {
    range: [0, Infinity],
    limits: [0, Infinity],
    largestSlope: { slope: 1, at: Infinity },
    slopeAtZero: 0.5,
    monotonic: true,
    kinks: [],
    jumps: [],
    smooth: true,
  },
  reference: [[0, Math.LN2, 0.5]],
});
