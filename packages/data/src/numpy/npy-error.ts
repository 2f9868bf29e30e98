/** A file that is not what NumPy writes, or holds what a tensor cannot: its message is one line that names the field. */
export class NpyError extends SyntaxError {
  /** The part of the file at fault: `magic`, `version`, `header`, `descr`, `fortran_order`, `shape`, `data`, or `zip`. */
  readonly field: string;

  constructor(source: string, field: string, problem: string) {
    super(`${source}, ${field}: ${problem}`);
    this.name = 'NpyError';
    this.field = field;
  }
}
