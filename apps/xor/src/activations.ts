import { identity } from '@nonlin/core';
import type { AnyActivation } from '@nonlin/core';
import { sigmoidSurrogate } from '@nonlin/gallery';
import { gelu } from '@nonlin/gelu';
import { relu } from '@nonlin/relu';
import { sigmoid } from '@nonlin/sigmoid';
import { silu } from '@nonlin/silu';
import { step } from '@nonlin/step';

/** f(x) = x under the name it goes by here: a hidden layer without a non-linearity. */
const none: AnyActivation = { ...identity, name: 'none' };

/** Who races unless told otherwise, in the order of the tables. The one place where the demo names them. */
export const usual: readonly AnyActivation[] = [step, sigmoid, relu, silu, gelu, none];

/** The activation that is set by hand. */
export { step as byHand };

/** The same values with a slope that is stated instead: what was found later. */
export const wayOut: AnyActivation = sigmoidSurrogate();
