/** About how many steps there are from zero to the top. */
const STEPS = 4;

/** What a step may be, times a power of ten: such figures are easy to read. */
const ROUND_STEPS = [1, 2, 2.5, 5, 10];

/** Between two labels, in CSS pixels. */
const GAP = 16;

/** With more places than this, only those that stand out have a label. */
const MAX_LABELLED_EACH = 10;

/** The figures of an axis in credits: round ones from zero to the first that is not below `max`. */
export function creditTicks(max: number): readonly number[] {
  if (max <= 0) {
    return [0, 1];
  }
  const scale = 10 ** Math.floor(Math.log10(max / STEPS));
  const step = scale * (ROUND_STEPS.find((candidate) => candidate * scale >= max / STEPS) ?? 10);
  return Array.from({ length: Math.ceil(max / step) + 1 }, (_, index) => index * step);
}

/** A place's label and the middle of its text, in CSS pixels from the left of the plot. */
interface PlacedLabel {
  readonly text: string;
  readonly center: number;
  readonly isLast: boolean;
}

/** The size of the plot and of a text in it, in CSS pixels. */
interface LabelSpace {
  readonly plotWidth: number;
  readonly widthOf: (text: string) => number;
}

/** A letter of a label, in CSS pixels; those of Chinese and Japanese are as wide as they are high. */
const LETTER_WIDTH = 6.8;
const WIDE_LETTER_WIDTH = 11;
const WIDE_LETTER = /[\u2e80-\u9fff\uac00-\ud7af\uff00-\uff60]/;

/** About how wide a small text is, in CSS pixels. */
export function textWidth(text: string): number {
  return Array.from(text, (letter) => (WIDE_LETTER.test(letter) ? WIDE_LETTER_WIDTH : LETTER_WIDTH)).reduce(
    (sum, width) => sum + width,
    0,
  );
}

/** Which places have a label: the last one, which ends with the plot, and as many that stand out before it as fit. */
export function placedLabels(
  places: readonly { readonly label: string; readonly isMajor: boolean }[],
  space: LabelSpace,
): readonly PlacedLabel[] {
  const labels: PlacedLabel[] = [];
  let free = space.plotWidth + GAP;
  for (let index = places.length - 1; index >= 0; index--) {
    const place = places[index];
    const isLast = index === places.length - 1;
    if (place === undefined || !(isLast || places.length <= MAX_LABELLED_EACH || place.isMajor)) {
      continue;
    }
    const half = space.widthOf(place.label) / 2;
    const middle = ((index + 0.5) / places.length) * space.plotWidth;
    const center = isLast ? Math.min(middle, space.plotWidth - half) : middle;
    if (center + half + GAP <= free) {
      labels.push({ text: place.label, center, isLast });
      free = center - half;
    }
  }
  return labels;
}
