/** What a person can choose to see in the status bar, as the setting spells it. */
export const STATUS_BAR_CHOICES = ['balanceAndToday', 'balance', 'today', 'window', 'budget'] as const;
export type StatusBarChoice = (typeof STATUS_BAR_CHOICES)[number];

/** Settings may hold anything: what is no choice is taken as not set. */
export function statusBarChoiceOf(value: unknown): StatusBarChoice {
  return STATUS_BAR_CHOICES.find((choice) => choice === value) ?? 'balanceAndToday';
}
