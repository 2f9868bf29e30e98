/** A file that is no checkpoint, is damaged or newer, or belongs to another training. */
export class CheckpointError extends RangeError {
  override readonly name = 'CheckpointError';
}
