/** A file that is not what the safetensors format says, or tensors that it cannot hold. */
export class SafetensorsError extends RangeError {
  override readonly name = 'SafetensorsError';
}
