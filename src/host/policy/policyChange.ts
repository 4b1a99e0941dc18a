/** The lines that two texts do not share: what is taken away with a minus, what is put there with a plus. */
export function changedLines(before: string, after: string): string {
  const [old, now] = [before.split(/\r?\n/), after.split(/\r?\n/)];
  const first = old.findIndex((line, index) => line !== now[index]);
  const from = first < 0 ? Math.min(old.length, now.length) : first;
  let same = 0;
  while (same < Math.min(old.length, now.length) - from && old.at(-1 - same) === now.at(-1 - same)) {
    same += 1;
  }
  const told = (lines: readonly string[], sign: string): string[] =>
    lines.slice(from, lines.length - same).map((line) => `${sign} ${line.trim()}`);
  return [...told(old, '−'), ...told(now, '+')].join('\n');
}
