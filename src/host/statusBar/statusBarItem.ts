/** What a click on the status bar does. */
export type StatusBarAction = 'openPanel' | 'chooseCodex' | 'signIn' | 'answer' | 'guardAllRuns';

/** What the status bar shows. */
export interface StatusBarView {
  readonly text: string;
  /** All of it in words, for a screen reader. */
  readonly accessibleName: string;
  readonly severity: 'none' | 'warning' | 'error';
  readonly isDim: boolean;
  readonly action: StatusBarAction;
}

/** With what is usual where nothing else is said; `spoken` follows our name. */
export function itemOf(text: string, spoken: string, rest: Partial<StatusBarView> = {}): StatusBarView {
  return {
    text,
    accessibleName: `Codex Guardrails: ${spoken}`,
    severity: 'none',
    isDim: false,
    action: 'openPanel',
    ...rest,
  };
}
