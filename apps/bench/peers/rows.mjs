/** A library that trains row by row and updates every `batch` rows: softmax at the end, of two classes where one output is asked for. */
export function rowByRow(work, { input, target }, rowOf, train) {
  const { sizes, batch } = work;
  const rows = Array.from({ length: work.rows }, (_, row) => rowOf(input.slice(row * sizes[0], (row + 1) * sizes[0])));
  const repeated = sizes[0] > 10 ? 1 : 200;
  let next = 0;
  let last = NaN;
  return {
    times: repeated,
    run: () => {
      for (let step = 0; step < repeated; step++) {
        let sum = 0;
        for (let i = 0; i < batch; i++) {
          sum += train(rows[next], target[next]);
          next = (next + 1) % rows.length;
        }
        last = sum / batch;
      }
    },
    loss: () => last,
  };
}

/** The sizes of what follows the input, with two classes for one output. */
export const widthsOf = ({ sizes }) => sizes.slice(1).map((size, i) => (i === sizes.length - 2 ? Math.max(2, size) : size));
