/** Puts a text into the person's language; `{0}`, `{1}` … stand for the values. The shape of VS Code's `l10n.t`. */
export type Translate = (message: string, ...values: (string | number)[]) => string;

/** Leaves the text in English: for the command line and for tests. */
export const inEnglish: Translate = (message, ...values) =>
  message.replace(/\{(\d+)\}/g, (placeholder, index: string) => String(values[Number(index)] ?? placeholder));

/** Of two whole texts the one for a single thing, or the one for any other count. Some languages say both alike. */
export function plural(count: number, one: string, other: string): string {
  return count === 1 ? one : other;
}
