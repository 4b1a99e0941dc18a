/** Known names that differ from the one written by at most so many letters: the nearest first, or what begins more alike. */
export function closeNames(written: string, known: Iterable<string>, maxDistance: number): string[] {
  return [...known]
    .filter((name) => name !== written)
    .map((name) => ({ name, distance: editDistance(written.toLowerCase(), name.toLowerCase()) }))
    .filter(({ distance }) => distance <= maxDistance)
    .sort((a, b) => a.distance - b.distance || beginning(b.name, written) - beginning(a.name, written))
    .map(({ name }) => name);
}

/** How many letters two names have in common from the first on. */
function beginning(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) {
    length += 1;
  }
  return length;
}

/** Levenshtein's distance: the fewest letters put in, taken out or changed that make one word of the other. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const changed = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(changed, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
