import assert from 'node:assert/strict';

import { inEnglish } from '../../../src/base/translate.ts';
import { answerHolds } from '../../../src/cli/commands/heldRun.ts';
import type { CliContext } from '../../../src/cli/context.ts';
import { Format } from '../../../src/core/format.ts';
import { silentLog } from '../../support/silentLog.ts';
import { startGatedRun, use } from '../guard/fakes.ts';
import { atTerminal } from './stdin.ts';

const ignore = (): void => undefined;
const terminal = { out: ignore, err: ignore, draw: ignore, styled: ignore, hasColors: false, isInteractive: true };
const context = {
  terminal,
  log: silentLog,
  t: inEnglish,
  format: new Format(inEnglish, 'en-US', 'UTC'),
} as unknown as CliContext;

/** Lets what was begun come to its end. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));

describe('the question about a held run', () => {
  /** What is kept as its answers where a person at the terminal is asked, and then `next` happens. */
  async function answersAfter(
    keys: string | Promise<string>,
    next: (running: ReturnType<typeof startGatedRun>, asking: ReturnType<typeof answerHolds>) => Promise<unknown>,
  ): Promise<readonly string[]> {
    const running = startGatedRun(3);
    const asking = answerHolds(running.run, context, ignore);
    await atTerminal(keys, async () => {
      use(running.turn, 3);
      running.gate.arrive();
      await settle();
      await next(running, asking);
      asking.dispose();
      await settle();
    });
    return running.around.store.calls.filter((call) => call.startsWith('hold turn-1 answered'));
  }
  const nothingTyped = new Promise<string>(ignore);

  const ends =
    (status: 'interrupted' | 'failed') =>
    ({ turn, run }: ReturnType<typeof startGatedRun>): Promise<unknown> => {
      turn.end(status);
      return run.settled;
    };

  it('is answered by what a person types', async () =>
    assert.deepEqual(await answersAfter('s\n', ends('interrupted')), [
      'hold turn-1 answered stop 3000000 by command line',
    ]));

  it('has no answer where Codex ends in the meantime, so that its thread can be gone on with', async () =>
    assert.deepEqual(await answersAfter(nothingTyped, ends('failed')), []));
});
