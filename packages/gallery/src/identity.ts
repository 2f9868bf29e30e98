/** `x`: core's own, the same value, so that a layer with it is a layer without an activation. */
export { identity } from '@nonlin/core';
