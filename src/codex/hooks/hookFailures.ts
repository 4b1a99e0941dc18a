import { readFile } from 'node:fs/promises';

import type { HookFailure } from '../../core/hooks/hookFailure.ts';

/** The last call of a hook that the launcher has noted as not answered; undefined where there is none. */
export async function lastFailure(file: string): Promise<HookFailure | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text
    .trimEnd()
    .split('\n')
    .map(failureIn)
    .findLast((failure) => failure !== undefined);
}

/** The launcher writes a line for each: when, at which event, and why. */
function failureIn(line: string): HookFailure | undefined {
  const [, instant = '', event = '', reason = ''] = /^(\S+Z) (\w+) (.+)$/.exec(line) ?? [];
  const atMs = Date.parse(instant);
  return Number.isNaN(atMs) ? undefined : { atMs, event, reason };
}
