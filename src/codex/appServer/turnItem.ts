import type { AppServerNotification } from './notifications.ts';

/** Something that Codex did in a turn. */
export interface CodexTurnItem {
  readonly kind: 'message' | 'command' | 'fileChange' | 'other';
  readonly text: string | undefined;
}

/** What a completed item is to whoever watches the turn. */
export function itemOf({
  itemType,
  text,
  command,
}: Extract<AppServerNotification, { kind: 'itemCompleted' }>): CodexTurnItem {
  switch (itemType) {
    case 'agentMessage':
      return { kind: 'message', text };
    case 'commandExecution':
      return { kind: 'command', text: command };
    case 'fileChange':
      return { kind: 'fileChange', text: undefined };
    default:
      return { kind: 'other', text: undefined };
  }
}
