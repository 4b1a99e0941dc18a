import { GuardError } from '../base/errors.ts';
import { isBelowCodex } from '../codex/ancestors.ts';
import type { Terminal } from './output.ts';

/** Throws `input.noPerson` unless somebody sits at this terminal: an agent does not loosen its own limits. */
export function requirePerson({ isInteractive }: Terminal, what: string): void {
  if (!isInteractive) {
    throw new GuardError('input.noPerson', `${what} needs a terminal with a person at it`);
  }
  if (isBelowCodex(process.pid)) {
    throw new GuardError('input.noPerson', `${what} is not for Codex to do`, {
      remedy: 'Do it in a terminal that Codex did not open.',
    });
  }
}
