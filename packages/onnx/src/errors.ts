/** Names and shapes come from the file, and may be anything. */
const oneLine = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
};

const LONGEST = 500;

/** The bytes are no ONNX file, or one that contradicts itself: cut off, damaged, or written wrongly. */
export class OnnxFormatError extends Error {
  override readonly name: string = 'OnnxFormatError';

  constructor(problem: string) {
    super(oneLine(`fromOnnx: expected the bytes of an ONNX model, but ${problem}`) + '; export the model again');
  }
}

/** Where in a file something stands that is not understood. */
export interface OnnxPlace {
  /** The node's name; of a node without one, the name of its first output. */
  readonly node: string;
  /** The operator, with its domain where that is not ONNX's own: `Conv`, `com.microsoft.FusedMatMul`. */
  readonly operator: string;
  /** The version of the operator set that the file was written for; NaN where it does not say. */
  readonly opset: number;
}

/** The file is an ONNX model that does not become a `sequential`: which node, and why. */
export class OnnxUnsupportedError extends Error {
  override readonly name: string = 'OnnxUnsupportedError';
  readonly node: string | undefined;
  readonly operator: string | undefined;
  readonly opset: number | undefined;

  constructor(problem: string, place?: OnnxPlace) {
    const where =
      place &&
      `node ${JSON.stringify(place.node).slice(0, 100)}, operator ${place.operator.slice(0, 100)} of ${Number.isNaN(place.opset) ? 'an opset not stated' : `opset ${place.opset}`}: `;
    super(oneLine(`fromOnnx: ${where ?? ''}${problem}`));
    this.node = place?.node;
    this.operator = place?.operator;
    this.opset = place?.opset;
  }
}
