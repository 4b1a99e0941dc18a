/**
 * Makes text plain in Markdown: names of limits and budgets are not ours. All of ASCII's punctuation is escaped, since
 * a bare address is a link too.
 */
export function escapeMarkdown(text: string): string {
  return text.replaceAll(/[!-/:-@[-`{-~]/g, '\\$&').replaceAll(/\s+/g, ' ');
}
