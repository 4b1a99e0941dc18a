import { closeSync, constants, openSync, writeSync } from 'node:fs';

import type { CodexProcess } from '../../codex/hooks/codexProcess.ts';
import { plainText } from '../output.ts';

/**
 * Writes a text to the terminal at which a `codex exec` was started, which itself does not say why a prompt was not let
 * pass. The TUI does, and its screen is its own. Where there is no such terminal, nothing happens.
 */
export function tellTerminal(codex: CodexProcess | undefined, text: string): void {
  if (codex?.kind !== 'exec' || codex.terminal === undefined) {
    return;
  }
  try {
    const file = openSync(codex.terminal, constants.O_WRONLY | constants.O_NOCTTY | constants.O_NONBLOCK);
    try {
      writeSync(file, `\r\n${plainText(text)}\r\n`);
    } finally {
      closeSync(file);
    }
  } catch {
    // It has gone, or is not to be written to.
  }
}
