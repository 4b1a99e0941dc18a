import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';

import fc from 'fast-check';

import { AT_MS, line, usage } from '../codex/lines.ts';
import { FOREVER, newLedgers } from '../ledger/openLedger.ts';
import { temporaryFolder } from '../temporary.ts';
import { ingestAll } from './ingestAll.ts';
import { asText } from './rollout.ts';

/** Versions whose turns have neither a dated id nor a start: only pauses tell a copy from what comes after. */
const at = (ms: number) => ({ timestamp: new Date(AT_MS + ms).toISOString() });

interface Request {
  readonly ms: number;
  readonly input: number;
}

/** A thread's own lines: each request with its running total, which goes on from `inherited`. */
function requestLines(requests: readonly Request[], inherited: number): string[] {
  let total = inherited;
  return requests.flatMap(({ ms, input }) => {
    total += input;
    const info = { total_token_usage: usage(total, 0, 0), last_token_usage: usage(input, 0, 0) };
    return [
      line('event_msg', { type: 'user_message', message: 'look' }, at(ms)),
      line('turn_context', { cwd: '/workspace', model: 'gpt-5.5' }, at(ms)),
      line('event_msg', { type: 'token_count', info }, at(ms)),
    ];
  });
}

function metaLine(id: string, forkedFromId: string | undefined, ms: number): string {
  const payload = { id, timestamp: at(ms).timestamp, cwd: '/workspace', forked_from_id: forkedFromId };
  return line('session_meta', payload, at(ms));
}

const copiedAt = (lines: readonly string[], ms: number): string[] =>
  lines.map((each, index) => each.replace(/"timestamp":"[^"]+"/, `"timestamp":"${at(ms + 20 * index).timestamp}"`));

/** In the order of their making: each forks the one before, and copies it at once, or with its own timestamps. */
const FIRST = 'parent-of-old';
const SECOND = 'fork-of-old';
const THIRD = 'fork-of-fork';
const [SECOND_MS, THIRD_MS] = [60_000, 120_000];

function family(isRestamped: boolean) {
  const stamped = (lines: readonly string[], ms: number) => (isRestamped ? copiedAt(lines, ms) : lines);
  const first = [
    metaLine(FIRST, undefined, 0),
    ...requestLines(
      [
        { ms: 0, input: 100 },
        { ms: 9000, input: 200 },
      ],
      0,
    ),
  ];
  const firstOn = requestLines([{ ms: 90_000, input: 50 }], 300);
  const second = [metaLine(SECOND, FIRST, SECOND_MS), ...stamped(first, SECOND_MS)];
  const own = requestLines(
    [
      { ms: SECOND_MS + 9000, input: 70 },
      { ms: SECOND_MS + 19_000, input: 30 },
    ],
    300,
  );
  const third = [metaLine(THIRD, SECOND, THIRD_MS), ...stamped([...second, ...own], THIRD_MS)];
  const thirdOwn = requestLines([{ ms: THIRD_MS + 9000, input: 11 }], 400);
  return {
    [FIRST]: [...first, ...firstOn],
    [SECOND]: [...second, ...own],
    [THIRD]: [...third, ...thirdOwn],
  };
}

type ThreadName = keyof ReturnType<typeof family>;
const INPUTS: Readonly<Record<ThreadName, number>> = { [FIRST]: 350, [SECOND]: 100, [THIRD]: 11 };

describe('forks of versions that dated no turn', () => {
  const folder = temporaryFolder();
  const newLedger = newLedgers();
  let home = 0;

  /** Reads these logs in turn, and tells of each thread its input, and whether it is in doubt. */
  async function read(logs: readonly (readonly [ThreadName, readonly string[]])[]): Promise<string[]> {
    home += 1;
    const sessions = folder(`home-${home}`, 'sessions');
    mkdirSync(sessions, { recursive: true });
    const ledger = newLedger();
    for (const [name, lines] of logs) {
      writeFileSync(`${sessions}/rollout-${name}.jsonl`, asText(lines));
      await ingestAll(ledger, folder(`home-${home}`));
    }
    const { rows } = ledger.report('thread', ...FOREVER);
    const isDayInDoubt = ledger.report('day', ...FOREVER).totals.isIncomplete;
    ledger.close();
    assert.equal(
      isDayInDoubt,
      rows.some(({ isIncomplete }) => isIncomplete),
    );
    return rows.map(({ key, usage: used, isIncomplete }) => `${key} ${used.inputTokens}${isIncomplete ? ' ?' : ''}`);
  }

  const told = (names: readonly ThreadName[], inDoubt: readonly ThreadName[] = []): string[] =>
    names.map((name) => `${name} ${INPUTS[name]}${inDoubt.includes(name) ? ' ?' : ''}`).sort();

  for (const [says, logs] of [
    ['at the instant of the fork', family(true)],
    ['with the instants of the original', family(false)],
  ] as const) {
    const all = Object.entries(logs) as [ThreadName, string[]][];

    it(`copied ${says}: count their own, and are in no doubt, in any order of reading`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.shuffledSubarray(all, { minLength: all.length }), async (order) => {
          assert.deepEqual(await read(order), told([FIRST, SECOND, THIRD]));
        }),
        { seed: 4, numRuns: 8 },
      );
    });

    const partial: readonly (readonly [ThreadName[], inDoubt: ThreadName[]])[] = [
      [[FIRST], []],
      [[SECOND], [SECOND]],
      [[THIRD], [THIRD]],
      [[FIRST, THIRD], [THIRD]],
      [[FIRST, SECOND], []],
      [[SECOND, THIRD], [SECOND]],
    ];
    for (const [names, inDoubt] of partial) {
      it(`copied ${says}: of ${names.join(' and ')} alone, ${inDoubt.join(' and ') || 'none'} is in doubt`, async () => {
        assert.deepEqual(await read(all.filter(([name]) => names.includes(name))), told(names, inDoubt));
      });
    }

    it(`copied ${says}: are in doubt until their parent’s log has come`, async () => {
      const [first, second] = all;
      assert.ok(first && second);
      assert.deepEqual(
        [await read([second]), await read([second, first])],
        [told([SECOND], [SECOND]), told([FIRST, SECOND])],
      );
    });
  }

  it('whose parent never had the total they begin with are in doubt', async () => {
    const logs = family(true);
    const other = [metaLine(FIRST, undefined, 0), ...requestLines([{ ms: 0, input: 101 }], 0)];
    assert.deepEqual(
      await read([
        [SECOND, logs[SECOND]],
        [FIRST, other],
      ]),
      [`${SECOND} 100 ?`, `${FIRST} 101`],
    );
  });

  for (const [pauseMs, input] of [
    [900, 30],
    [1100, 100],
  ] as const) {
    it(`that went on ${pauseMs} ms after the copy count ${input}, in doubt`, async () => {
      const { [FIRST]: first } = family(true);
      const copy = copiedAt(first.slice(0, 7), SECOND_MS);
      const copiedUntilMs = SECOND_MS + 20 * 6;
      const own = requestLines(
        [
          { ms: copiedUntilMs + pauseMs, input: 70 },
          { ms: copiedUntilMs + 9000, input: 30 },
        ],
        300,
      );
      const log = [metaLine(SECOND, FIRST, SECOND_MS), ...copy, ...own];
      assert.deepEqual(await read([[SECOND, log]]), [`${SECOND} ${input} ?`]);
    });
  }

  it('whose copying paused for longer than that are in doubt', async () => {
    const { [FIRST]: first } = family(true);
    const copy = [...copiedAt(first.slice(0, 4), SECOND_MS), ...copiedAt(first.slice(4, 7), SECOND_MS + 2000)];
    const log = [
      metaLine(SECOND, FIRST, SECOND_MS),
      ...copy,
      ...requestLines([{ ms: SECOND_MS + 9000, input: 70 }], 300),
    ];
    const rows = await read([
      [FIRST, first],
      [SECOND, log],
    ]);
    assert.ok(rows.includes(`${SECOND} 70`) || rows[0]?.endsWith('?'), rows.join());
  });

  it('are read the same in pieces', async () => {
    const { [THIRD]: lines } = family(true);
    const pieces = lines.map((_, index): [ThreadName, string[]] => [THIRD, lines.slice(0, index + 1)]);
    assert.deepEqual(await read(pieces), told([THIRD], [THIRD]));
  });
});
