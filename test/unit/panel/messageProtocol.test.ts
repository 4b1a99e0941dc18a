import assert from 'node:assert/strict';

import { type ComposerDraft, MOST_PROMPT_CHARS, isTooLong } from '../../../src/panel/composerProtocol.ts';
import { panelMessage } from '../../../src/panel/messageProtocol.ts';

const DRAFT: ComposerDraft = { prompt: '', thread: '', model: '', effort: '', tier: '', cap: '' };

describe('what a page says', () => {
  const known: readonly object[] = [
    { kind: 'ready' },
    { kind: 'openRun', runId: 'turn-1' },
    { kind: 'answerHold', runId: 'turn-1', answer: 'raise' },
    { kind: 'exportTable', table: { name: 'runs', columns: ['run'], rows: [['a']] } },
  ];
  for (const message of known) {
    const text = JSON.stringify(message);
    it(`is ${text}`, () => assert.deepEqual(panelMessage.parse(message), message));

    it(`is nothing with one key more than ${text}`, () =>
      assert.equal(panelMessage.safeParse({ ...message, command: 'workbench.action.terminal.new' }).success, false));
  }

  it('is a task as long as a task may be; the page keeps one that is longer, and says so', () => {
    const draftOf = (chars: number) => ({ ...DRAFT, prompt: 'a'.repeat(chars) });
    const crosses = (draft: ComposerDraft): boolean => panelMessage.safeParse({ kind: 'runDraft', draft }).success;
    for (const [chars, tooLong] of [
      [MOST_PROMPT_CHARS, false],
      [MOST_PROMPT_CHARS + 1, true],
    ] as const) {
      assert.deepEqual([isTooLong(draftOf(chars)), crosses(draftOf(chars))], [tooLong, !tooLong]);
    }
  });

  it('is nothing of a kind that is not known', () =>
    assert.equal(panelMessage.safeParse({ kind: 'runCommand' }).success, false));
});
