/** Whether a slope turns again and again towards that side, and by as much far out as near. */
export function wavesTowards(slope: (x: number) => number, side: -1 | 1): boolean {
  const tail = Array.from({ length: 256 }, (_, i) => slope(side * (100 + 3.37 * i)));
  const largest = Math.max(...tail.map(Math.abs));
  const steps = tail.slice(1).map((y, i) => y - tail[i]!);
  const turns = steps.filter((step, i) => i > 0 && step * steps[i - 1]! < 0 && Math.abs(step) > 1e-6 * largest).length;
  return turns > 4 && [1e6, 1.1e6, 1.3e6].some((x) => Math.abs(slope(side * x)) > 1e-3 * largest);
}
