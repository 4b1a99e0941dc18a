import type { ActiveRunView } from '../nowProtocol.ts';
import { type PanelMessage, TABS, type TabId } from '../messageProtocol.ts';

/** What of a pressed key matters here. */
export interface PressedKey {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** Where a key leads while a tab has the focus; undefined: it is not ours. */
export function tabByArrow(current: TabId, { key }: PressedKey): TabId | undefined {
  const index = TABS.indexOf(current);
  switch (key) {
    case 'ArrowRight':
      return TABS[(index + 1) % TABS.length];
    case 'ArrowLeft':
      return TABS.at(index - 1);
    case 'Home':
      return TABS[0];
    case 'End':
      return TABS.at(-1);
    default:
      return undefined;
  }
}

/** The section of Ctrl/Cmd and a digit, by the place of the key, since some layouts need Shift for digits. */
export function tabByNumber({ code, ctrlKey, metaKey, altKey }: PressedKey): TabId | undefined {
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(code)?.[1];
  return (ctrlKey || metaKey) && !altKey && digit !== undefined ? TABS[Number(digit) - 1] : undefined;
}

/** Alt+T, by the place of the key, since on a Mac Alt makes another letter of it. */
export function isTableKey({ code, ctrlKey, metaKey, altKey }: PressedKey): boolean {
  return altKey && !ctrlKey && !metaKey && code === 'KeyT';
}

/** By the place of the key, which a Mac's Alt makes another letter of. */
const HELD_KEYS: Readonly<Record<string, (message: PanelMessage) => boolean>> = {
  KeyR: (message) => message.kind === 'answerHold' && message.answer === 'raise',
  KeyF: (message) => message.kind === 'answerHold' && message.answer === 'uncap',
  KeyS: (message) => message.kind === 'stopRun',
};

/**
 * What Alt+R, Alt+F and Alt+S answer: raise, finish without cap, stop. It is about the held run that has the focus
 * (`focusedId`), else about the only one there is; undefined: the key is not ours, or it could be about several.
 */
export function heldRunAnswer(
  { code, ctrlKey, metaKey, altKey }: PressedKey,
  runs: readonly Pick<ActiveRunView, 'runId' | 'state' | 'actions'>[],
  focusedId: string | undefined,
): PanelMessage | undefined {
  const isAnswer = altKey && !ctrlKey && !metaKey ? HELD_KEYS[code] : undefined;
  const held = runs.filter(({ state }) => state !== 'running');
  const run = held.find(({ runId }) => runId === focusedId) ?? (held.length === 1 ? held[0] : undefined);
  return isAnswer && run?.actions.map(({ message }) => message).find(isAnswer);
}
