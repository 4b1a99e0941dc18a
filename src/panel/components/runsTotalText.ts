import type { RunRowView, RunsView } from '../runsProtocol.ts';
import { sumOf } from './sumOf.ts';

/** How many runs are shown of how many, and what those cost, in the host's words. */
export function runsTotalText(
  { rows: all, totalText, labels }: Pick<RunsView, 'rows' | 'totalText' | 'labels'>,
  rows: readonly RunRowView[],
  language: string,
): string {
  if (rows.length === all.length) {
    return totalText;
  }
  const whole = new Intl.NumberFormat(language);
  return filled(labels.someOfAll, [
    whole.format(rows.length),
    whole.format(all.length),
    costText(rows, labels, language),
  ]);
}

/** What API keys have paid is told in dollars, and is none of the credits. */
function costText(rows: readonly RunRowView[], { cost }: RunsView['labels'], language: string): string {
  const two = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const byKey = rows.flatMap(({ dollars }) => dollars ?? []);
  const inCredits = rows.flatMap(({ dollars, actual }) => (dollars === undefined ? (actual ?? []) : []));
  const text = byKey.length === 0 ? cost.credits : inCredits.length === 0 ? cost.dollars : cost.both;
  return filled(text, [two.format(sumOf(inCredits)), two.format(sumOf(byKey))]);
}

function filled(text: string, values: readonly string[]): string {
  return text.replace(/\{(\d)\}/g, (_all, index: string) => values[Number(index)] ?? '');
}
