const BAR_WIDTH = 88;
const BAR_HEIGHT = 8;
const HATCH_STEP = 6;

/**
 * A small bar as an image: themes differ, so it keeps to hues that read on light and on dark. Where more may be used
 * than is known, what is free of it is a hatch.
 */
export function bar(fraction: number, hasUnknown = false): string {
  const width = Math.round(Math.max(0, Math.min(1, fraction)) * BAR_WIDTH);
  const free = hasUnknown
    ? `<path d="${hatch()}" stroke="#808080" stroke-width="1.5"/>`
    : `<rect width="${BAR_WIDTH}" height="${BAR_HEIGHT}" rx="1" fill="#808080" fill-opacity="0.3"/>`;
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${BAR_WIDTH}" height="${BAR_HEIGHT}">${free}` +
    `<rect width="${width}" height="${BAR_HEIGHT}" rx="1" fill="#3794ff"/></svg>`;
  return `![](data:image/svg+xml;base64,${btoa(svg)})`;
}

/** Lines at 45° along the whole bar. */
function hatch(): string {
  const lines = Math.floor((BAR_WIDTH - BAR_HEIGHT) / HATCH_STEP) + 1;
  return Array.from(
    { length: lines },
    (_, index) => `M${index * HATCH_STEP} ${BAR_HEIGHT}l${BAR_HEIGHT}-${BAR_HEIGHT}`,
  ).join('');
}
