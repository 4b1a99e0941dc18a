/**
 * Remembers where the first row in sight is, and returns a function that scrolls it back there once the rows have
 * changed. The browser would do the same (`overflow-anchor`), but not when as many rows go below as come above.
 */
export function holdScroll(rowsInOrder: readonly HTMLElement[]): () => void {
  const anchor = window.scrollY === 0 ? undefined : firstInSight(rowsInOrder);
  if (anchor === undefined) {
    return () => undefined;
  }
  const before = anchor.getBoundingClientRect().top;
  return () => {
    if (anchor.isConnected) {
      window.scrollBy(0, anchor.getBoundingClientRect().top - before);
    }
  };
}

/** By halves, since each look at a row's place costs. */
function firstInSight(rows: readonly HTMLElement[]): HTMLElement | undefined {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows[middle]?.getBoundingClientRect().bottom ?? 0) > 0) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return rows[low];
}
