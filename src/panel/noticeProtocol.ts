import type { PanelMessage } from './messageProtocol.ts';

/** A button. */
export interface ActionView {
  readonly label: string;
  readonly isPrimary: boolean;
  readonly message: PanelMessage;
}

type Severity = 'info' | 'warning' | 'error';

/** Something a person should know now, with what can be done about it. */
export interface NoticeView {
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  readonly text: string;
  readonly actions: readonly ActionView[];
}

/** What the figures may lack. */
export interface CoverageView {
  readonly title: string;
  readonly notes: readonly NoticeView[];
  readonly facts: readonly { readonly label: string; readonly text: string }[];
}
