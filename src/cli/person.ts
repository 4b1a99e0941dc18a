import { closeSync, openSync, readSync, writeSync } from 'node:fs';

import { GuardError } from '../base/errors.ts';
import { type CodexProcess, codexAbove } from '../codex/hooks/codexProcess.ts';
import { type Terminal, plainText } from './output.ts';

/** What is seen of whoever calls. */
export interface Caller {
  /** The Codex that the call descends from. */
  readonly codex: () => CodexProcess | undefined;
  /** Asks at the controlling terminal, and nowhere else. Throws where there is none. */
  readonly ask: (question: string) => string;
}

const MOST_BYTES = 200;
const TERMINAL = '/dev/tty';

/** The process that this one is. */
export const THIS_CALLER: Caller = {
  codex: () => codexAbove(process.ppid),
  ask: (question) => {
    const file = openSync(TERMINAL, 'r+');
    try {
      writeSync(file, plainText(question));
      const bytes = Buffer.alloc(MOST_BYTES);
      return bytes
        .toString('utf8', 0, readSync(file, bytes, 0, MOST_BYTES, null))
        .trim()
        .toLowerCase();
    } finally {
      closeSync(file);
    }
  },
};

/**
 * Asks a person, and nobody else: an agent is not to approve what it wants itself. It keeps honest agents from it, and
 * is no lock: an agent's shell works as the same user. Throws `input.noPerson`.
 */
export function askPerson(question: string, caller: Caller): string {
  if (caller.codex() !== undefined) {
    throw new GuardError('input.noPerson', 'this was called from within Codex, and an agent does not approve itself', {
      remedy: 'Call it yourself, in a terminal of your own.',
    });
  }
  try {
    return caller.ask(question);
  } catch (error) {
    throw new GuardError('input.noPerson', 'there is no terminal at which a person could answer', {
      remedy: 'Call it yourself, in a terminal of your own.',
      cause: error,
    });
  }
}

/** Throws `input.noPerson` where Codex has called: what is trusted is for the person to say. */
export function refuseCodex(what: string, { codex }: Pick<Caller, 'codex'> = THIS_CALLER): void {
  if (codex() !== undefined) {
    throw new GuardError('input.noPerson', `${what} is not for Codex to do`, {
      remedy: 'Do it in a terminal that Codex did not open.',
    });
  }
}

/** Throws `input.noPerson` unless somebody sits at this terminal: an agent does not loosen its own limits. */
export function requirePerson({ isInteractive }: Terminal, what: string): void {
  if (!isInteractive) {
    throw new GuardError('input.noPerson', `${what} needs a terminal with a person at it`);
  }
  refuseCodex(what);
}
