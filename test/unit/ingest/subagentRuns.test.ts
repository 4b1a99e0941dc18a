import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';

import {
  AT,
  AT_MS,
  PARENT,
  TURN,
  TURN_2,
  eventMsg,
  sessionMeta,
  taskStarted,
  turnContext,
  usage,
  usageRecord,
} from '../codex/lines.ts';
import { FOREVER, ledgerFixture } from '../ledger/openLedger.ts';
import { temporaryFolder } from '../temporary.ts';
import { ingestAll } from './ingestAll.ts';
import { asText } from './rollout.ts';

/** The parent's first turn, which starts the agent, and the one it is in when the agent's log begins. */
const [FIRST, SECOND] = [TURN, TURN_2];
const CHILDS_TURN = '01a2055c-0ba0-7bf2-b2f0-1ff74750da9a';
const message = eventMsg('user_message', { message: 'look' });

const ofParent = { thread_id: PARENT, session_id: PARENT };
const earlier = (text: string): string => text.replaceAll(AT, new Date(AT_MS - 1000).toISOString());
const parent = [
  earlier(sessionMeta({ id: PARENT, session_id: PARENT })),
  earlier(taskStarted(FIRST)),
  usageRecord('a', usage(100, 0, 1), { ...ofParent, turn_id: FIRST, root_turn_id: FIRST }),
  taskStarted(SECOND),
  usageRecord('b', usage(100, 0, 1), { ...ofParent, turn_id: SECOND, root_turn_id: SECOND }),
];

/** An agent's log, in which these lines name the root turn. */
function child(named: { readonly start?: string; readonly context?: string; readonly record?: string }): string[] {
  const turn = { turn_id: CHILDS_TURN };
  return [
    sessionMeta({ parent_thread_id: PARENT, session_id: PARENT }),
    taskStarted(CHILDS_TURN, { root_turn_id: named.start }),
    turnContext({ ...turn, root_turn_id: named.context }),
    message,
    usageRecord('c', usage(10, 0, 1), { ...turn, root_turn_id: named.record }),
    usageRecord('d', usage(10, 0, 1), { ...turn, root_turn_id: named.record }),
  ];
}

describe('the run of a subagent', () => {
  const { open } = ledgerFixture();
  const folder = temporaryFolder();

  async function runs(...logs: readonly (readonly string[])[]): Promise<string[]> {
    mkdirSync(folder('home', 'sessions'), { recursive: true });
    const ledger = open();
    for (const [index, log] of logs.entries()) {
      writeFileSync(folder('home', 'sessions', `rollout-${index}.jsonl`), asText(log));
      await ingestAll(ledger, folder('home'));
    }
    const { rows } = ledger.report('run', ...FOREVER);
    return rows.map(
      ({ key, requests }) => `${key === FIRST ? 'first' : key === SECOND ? 'second' : 'own'} ${requests}`,
    );
  }

  const cases = [
    ['its start’s lines', child({ start: FIRST })],
    ['its context’s lines', child({ context: FIRST })],
    ['its records alone', child({ record: FIRST })],
  ] as const;
  for (const [says, log] of cases) {
    it(`is the one that ${says} tell, whichever log is read first`, async () => {
      assert.deepEqual(await runs(parent, log), ['first 3', 'second 1']);
    });

    it(`is the one that ${says} tell, also where the parent’s log has gone`, async () => {
      assert.deepEqual(await runs(log), ['first 2']);
    });
  }

  it('is the one its parent was in when it began, where nothing names it', async () => {
    const log = child({});
    assert.deepEqual(await runs(log, parent), ['first 1', 'second 3']);
  });
});
