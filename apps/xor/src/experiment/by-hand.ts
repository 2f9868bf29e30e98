import { dense, sequential, tensor } from '@nonlin/core';
import type { AnyActivation, Sequential } from '@nonlin/core';

/** 2-2-1 with weights set by hand for a step: the hidden units are OR and AND, and XOR is "OR, but not AND". */
export function setByHand(step: AnyActivation): { readonly model: Sequential; readonly hidden: Sequential } {
  const weights = {
    weight: tensor([
      [1, 1],
      [1, 1],
    ]),
    bias: tensor([-0.5, -1.5]),
  };
  const hidden = sequential(dense(2, 2, step));
  hidden.parameters = { '0.weight': weights.weight, '0.bias': weights.bias };
  const model = sequential(dense(2, 2, step), dense(2, 1, step));
  model.parameters = { ...hidden.parameters, '1.weight': tensor([[1], [-1]]), '1.bias': tensor([-0.5]) };
  return { model, hidden };
}
