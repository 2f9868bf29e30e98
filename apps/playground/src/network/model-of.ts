import { Tensor } from '@nonlin/core';
import type { Sequential } from '@nonlin/core';
import type { RunSettings } from '../state/settings.ts';
import { activationOf } from './activations.ts';
import type { Look } from './frame.ts';
import { makeNetwork } from './network.ts';

/** The network that a frame looks into, made again from its weights. */
export function modelOf(settings: RunSettings, { lane, weights }: Look): Sequential {
  const model = makeNetwork(activationOf(lane, settings.formula), settings);
  model.parameters = Object.fromEntries(Object.entries(weights).map(([name, { shape, data }]) => [name, new Tensor(shape, data)]));
  return model;
}
