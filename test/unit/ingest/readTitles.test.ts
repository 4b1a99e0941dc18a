import assert from 'node:assert/strict';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { zstdCompressSync } from 'node:zlib';

import { readPrompt, readTitles } from '../../../src/ingest/readTitles.ts';
import { TURN, TURN_2, eventMsg, sessionMeta, taskStarted, turnContext, usage, usageRecord } from '../codex/lines.ts';
import { ledgerFixture } from '../ledger/openLedger.ts';
import { temporaryFolder } from '../temporary.ts';
import { COMPRESSED, PLAIN, put } from './compressed.ts';
import { ingestAll } from './ingestAll.ts';
import { asText } from './rollout.ts';

/** Two runs in one thread, the second with a prompt that was sent while it went on. */
const lines = [
  sessionMeta(),
  taskStarted(),
  turnContext(),
  eventMsg('user_message', { message: 'Fix the test' }),
  usageRecord('a', usage(100, 0, 1), { turn_id: TURN, root_turn_id: TURN }),
  taskStarted(TURN_2),
  turnContext({ turn_id: TURN_2, root_turn_id: TURN_2 }),
  eventMsg('user_message', { message: 'Polish the brass doorknob' }),
  usageRecord('b', usage(100, 0, 1), { turn_id: TURN_2, root_turn_id: TURN_2 }),
  eventMsg('user_message', { message: 'and be quick' }),
  usageRecord('c', usage(100, 0, 1), { turn_id: TURN_2, root_turn_id: TURN_2 }),
];
const titles = { [TURN]: 'Fix the test', [TURN_2]: 'Polish the brass doorknob' };

describe('the titles of runs, in Codex’s own files', () => {
  const folder = temporaryFolder();
  const { open, file } = ledgerFixture();

  for (const [name, content] of [
    [PLAIN, Buffer.from(asText(lines))],
    [COMPRESSED, zstdCompressSync(asText(lines))],
  ] as const) {
    it(`are the prompts that the runs began with: ${name.slice(-4)}`, async () => {
      put(folder('home', 'sessions', name), content);
      const ledger = open();
      await ingestAll(ledger, folder('home'));
      assert.deepEqual(await readTitles(ledger, [TURN, 'no-run', TURN_2]), titles);
      assert.equal(await readPrompt(ledger, TURN), 'Fix the test');
      assert.equal(await readPrompt(ledger, 'no-run'), undefined);
      rmSync(folder('home', 'sessions', name));
      assert.deepEqual(await readTitles(ledger, [TURN]), {}, 'the ledger itself knows none');
      assert.equal(await readPrompt(ledger, TURN), undefined);
    });
  }

  it('do not stand in the ledger', async () => {
    put(folder('home', 'sessions', PLAIN), Buffer.from(asText(lines)));
    const ledger = open();
    await ingestAll(ledger, folder('home'));
    await readTitles(ledger, [TURN, TURN_2]);
    await readPrompt(ledger, TURN_2);
    const files = readdirSync(path.dirname(file())).map((name) => readFileSync(path.join(path.dirname(file()), name)));
    const stands = (word: string): boolean => files.some((bytes) => bytes.includes(word));
    assert.deepEqual([stands('gpt-5.5'), stands('doorknob')], [true, false]);
  });
});
