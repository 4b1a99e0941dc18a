/** A share as SVG writes it. */
export function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(2)}%`;
}

/** The nearest value from 0 to 1. */
export function clampFraction(value: number): number {
  return Math.min(Math.max(value, 0), 1);
}
