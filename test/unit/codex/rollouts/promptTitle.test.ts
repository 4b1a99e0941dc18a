import assert from 'node:assert/strict';

import { lastPrompt, promptTitle } from '../../../../src/codex/rollouts/promptTitle.ts';
import { eventMsg, taskStarted, usage, usageRecord } from '../lines.ts';

const prompt = (message: string): string => eventMsg('user_message', { message });
const item = (text: string): string =>
  eventMsg('item_completed', { item: { type: 'UserMessage', content: [{ type: 'text', text }] } });

describe('the title of a run', () => {
  const cases: readonly (readonly [says: string, lines: readonly string[], title: string | undefined])[] = [
    ['its prompt', [taskStarted(), prompt('Fix the test')], 'Fix the test'],
    ['its prompt among the items of newer versions', [item('Fix the test')], 'Fix the test'],
    ['the last of several', [prompt('First'), usageRecord('a', usage(1, 0, 1)), prompt('Second')], 'Second'],
    ['its first line, without what makes it long', [prompt('\n  Fix   the\ttest\n\nIt fails.')], 'Fix the test'],
    ['cut in no character of two halves', [prompt(`${'x'.repeat(119)}🛡️ it`)], `${'x'.repeat(119)}…`],
    ['cut where it is too long', [prompt('x'.repeat(500))], `${'x'.repeat(120)}…`],
    [
      'what the person wrote, not what the editor put before it',
      [prompt('# Context from my IDE setup:\n\n## Open tabs:\n- a.ts\n\n## My request for Codex:\nFix the test\n')],
      'Fix the test',
    ],
    ['nothing where there is no prompt', [taskStarted(), usageRecord('a', usage(1, 0, 1))], undefined],
    ['nothing where it has no words', [prompt(' \n ')], undefined],
    ['nothing of a line that is cut off', ['e":"user_message","message":"Fix"}}'], undefined],
    [
      'a line that only quotes the word',
      [prompt('Fix'), '{"type":"response_item","payload":"\\"user_message\\""}'],
      'Fix',
    ],
  ];
  for (const [says, lines, title] of cases) {
    it(says, () => assert.equal(promptTitle(lines), title));
  }
});

describe('the prompt of a run', () => {
  it('is all that the person wrote, without what the editor put before it', () => {
    const written = 'Fix   the test\n\nIt fails.';
    assert.equal(lastPrompt([prompt(` ${written}\n`)]), written);
    assert.equal(lastPrompt([prompt(`# Context:\n- a.ts\n\n## My request for Codex:\n${written}\n`)]), written);
  });

  it('is not there where it has no words', () => assert.equal(lastPrompt([prompt(' \n ')]), undefined));
});
