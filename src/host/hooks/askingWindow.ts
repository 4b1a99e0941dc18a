import type { Event } from '../../base/emitter.ts';
import type { Translate } from '../../base/translate.ts';

/** A window that can put a question to a person. */
export interface AskingWindow {
  /** Names it among the windows that are open. */
  readonly id: string;
  isFocused(): boolean;
  readonly onDidChangeFocus: Event<unknown>;
  /** Resolves with the label that is chosen; undefined: the question was put away. */
  ask(question: string, labels: readonly string[]): Promise<string | undefined>;
  tell(severity: 'information' | 'warning' | 'error', text: string): void;
  readonly t: Translate;
}
