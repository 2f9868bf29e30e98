/** Milliseconds between two lines: what is done sooner stays silent. */
const PAUSE = 30_000;

/** Tells how far a long run is, a line at a time, for a stream that cannot draw in place; `now` is in milliseconds. */
export function progressLines(
  stream: { write(text: string): unknown },
  now: () => number = () => performance.now(),
): (what: string, done: number) => void {
  const began = now();
  let last = began;
  return (what, done) => {
    const time = now();
    if (time - last < PAUSE) return;
    last = time;
    stream.write(`${what}: ${Math.floor(done * 100)} % done after ${Math.round((time - began) / 1000)} s\n`);
  };
}
