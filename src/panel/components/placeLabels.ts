/** A piece of text that belongs to a place on an axis. */
interface LabelBox {
  /** Where its middle should be, in pixels from the left. */
  readonly center: number;
  /** In pixels. */
  readonly width: number;
}

/** Between two labels on one line, in pixels. */
const GAP = 12;

/**
 * The left edges of labels on a line of `lineWidth` pixels: each as near to its place as its neighbours and the ends of
 * the line allow. The labels are in the order of their centers.
 */
export function placeLabels(labels: readonly LabelBox[], lineWidth: number): readonly number[] {
  const lefts = labels.map(({ center, width }) => center - width / 2);
  const end = (index: number): number => (lefts[index] ?? 0) + (labels[index]?.width ?? 0);
  for (let i = 1; i < labels.length; i++) {
    const overlap = end(i - 1) + GAP - (lefts[i] ?? 0);
    if (overlap > 0) {
      lefts[i - 1] = (lefts[i - 1] ?? 0) - overlap / 2;
      lefts[i] = (lefts[i] ?? 0) + overlap / 2;
    }
  }
  for (let i = 0; i < labels.length; i++) {
    lefts[i] = Math.max(lefts[i] ?? 0, i === 0 ? 0 : end(i - 1) + GAP);
  }
  for (let i = labels.length - 1; i >= 0; i--) {
    const limit = i === labels.length - 1 ? lineWidth : (lefts[i + 1] ?? lineWidth) - GAP;
    lefts[i] = Math.min(lefts[i] ?? 0, limit - (labels[i]?.width ?? 0));
  }
  return lefts;
}
