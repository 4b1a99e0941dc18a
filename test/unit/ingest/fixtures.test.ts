import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { type TokenUsage, NO_TOKENS, addTokens } from '../../../src/core/usage/tokenUsage.ts';
import { decode } from '../codex/decoding.ts';
import { read } from './rollout.ts';

const FOLDER = fileURLToPath(new URL('../../fixtures/rollouts/', import.meta.url));

/** What a rollout's thread was billed for when it was recorded: from the backend, not from the rollout. */
type Billed = TokenUsage & { readonly requests: number };

/** What went over the wire for each billed request, and what the person asked for in each turn. */
interface Context {
  readonly requests: readonly { readonly model: string; readonly effort?: string; readonly tier?: string }[];
  readonly turns: readonly { readonly prompts: readonly string[]; readonly billedRequests: number }[];
}

const json = <T>(name: string): Readonly<Record<string, T>> =>
  JSON.parse(readFileSync(path.join(FOLDER, name), 'utf8')) as Readonly<Record<string, T>>;
const expected = json<Billed>('expected.json');
const contexts = json<Context>('contexts.json');

/** OpenAI made a summary, and these versions wrote down nowhere what it took: the thread is known to lack it. */
const LACKING: ReadonlySet<string> = new Set(['0.77.0/compacted-remotely.jsonl', '0.147.0/compacted-remotely.jsonl']);

/** What the file does not tell, or tells otherwise than it went over the wire. */
const UNTOLD: Readonly<Record<string, readonly string[]>> = {
  '0.137.0/switched.jsonl': ['tier'],
  // What is changed for one turn, or within it, leaves no trace.
  'tier-for-one-turn.jsonl': ['tier'],
  'settings-in-turn.jsonl': ['tier', 'effort'],
  // The settings name a tier that the model does not have, and that was not asked for.
  'model-switched.jsonl': ['tier'],
};

/** The newer models' subagents are sent their task as a message between agents, which no person wrote. */
const WITHOUT_PROMPT: ReadonlySet<string> = new Set([
  'subagent-inheriting.jsonl',
  'grandchild-parent.jsonl',
  'grandchild.jsonl',
]);

const eventsIn = async (name: string) => (await read(path.join(FOLDER, name)))?.batch.events ?? [];
const sumOf = (usages: readonly TokenUsage[]): TokenUsage => usages.reduce(addTokens, NO_TOKENS);
const linesOf = (name: string): string[] => readFileSync(path.join(FOLDER, name), 'utf8').split('\n');

describe('rollouts that real Codex versions wrote', () => {
  it('are all there, each with what was billed for it', () => {
    const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.jsonl'));
    assert.deepEqual(files.sort(), Object.keys(expected).sort());
  });

  for (const [name, { requests, ...billed }] of Object.entries(expected)) {
    if (LACKING.has(name)) {
      it(`${name} counts all but one request, and says that it lacks something`, async () => {
        const batch = (await read(path.join(FOLDER, name)))?.batch;
        assert.deepEqual([batch?.events.length, batch?.thread?.isIncomplete], [requests - 1, true]);
      });
      continue;
    }

    it(`${name} counts what was billed, and lacks nothing`, async () => {
      const batch = (await read(path.join(FOLDER, name)))?.batch;
      const counted = { requests: batch?.events.length, ...sumOf((batch?.events ?? []).map(({ usage }) => usage)) };
      assert.deepEqual(counted, { requests, ...billed });
      assert.deepEqual([batch?.checkpoint.malformedLines, batch?.thread?.isIncomplete], [0, false]);
    });
  }
});

function knowable(name: string, facts: Readonly<Record<string, string | undefined>>): object {
  return Object.fromEntries(Object.entries(facts).filter(([fact]) => UNTOLD[name]?.includes(fact) !== true));
}

describe('what real requests ran in', () => {
  for (const [name, { requests }] of Object.entries(contexts).filter(([each]) => !LACKING.has(each))) {
    it(`${name}: model, effort and tier as they went over the wire`, async () => {
      const told = (await eventsIn(name)).map(({ surroundings: { model, effort, tier } }) =>
        knowable(name, { model, effort, tier: tier === 'default' ? undefined : tier }),
      );
      const wire = requests.map(({ model, effort, tier }) => knowable(name, { model, effort, tier }));
      assert.deepEqual(told, wire);
    });
  }
});

describe('the turns of real rollouts', () => {
  for (const [name, { turns }] of Object.entries(contexts).filter(([each]) => !LACKING.has(each))) {
    it(`${name}: each with its prompt and its requests`, () => {
      const decoded = decode(...linesOf(name));
      const ids = [...new Set(decoded.events.map(({ turnId }) => turnId))];
      const told = ids.map((id) => ({
        prompt: decoded.turns.find(({ turnId, prompt }) => turnId === id && prompt !== undefined)?.prompt?.text,
        billedRequests: decoded.events.filter(({ turnId }) => turnId === id).length,
      }));
      const asked = turns
        .filter(({ billedRequests }) => billedRequests > 0)
        .map(({ prompts, billedRequests }) => ({
          prompt: WITHOUT_PROMPT.has(name) ? undefined : prompts[0],
          billedRequests,
        }));
      assert.deepEqual(told, asked);
    });
  }

  it('of a subagent belong to its parent’s run, and of a subagent’s subagent to the same', async () => {
    const runsOf = async (name: string) => new Set((await eventsIn(name)).map(({ runId }) => runId));
    for (const [parent, ...children] of [
      ['subagent-parent', 'subagent'],
      ['subagent-inheriting-parent', 'subagent-inheriting'],
      ['grandchild-root', 'grandchild-parent', 'grandchild'],
    ] as const) {
      for (const child of children) {
        assert.deepEqual(await runsOf(`${child}.jsonl`), await runsOf(`${parent}.jsonl`), child);
      }
    }
  });
});

/** Neither records nor totals: see LACKING. Here only the records tell what a summary of OpenAI's took. */
const ONLY_IN_RECORDS = /compacted-remotely/;
/** One version's totals go on, the other's begin anew or are of another thread: only the records tell. */
const MIXED = /^(?:0\.44\.0|0\.101\.0)\/(?:upgraded|downgraded)|^reverted-rest/;

describe('the same rollouts without their records, as older versions wrote them', () => {
  const comparable = Object.entries(expected).filter(
    ([name]) => !ONLY_IN_RECORDS.test(name) && !MIXED.test(name) && !LACKING.has(name),
  );
  for (const [name, billed] of comparable) {
    it(`${name} counts the same by its running totals`, () => {
      const counted = decode(...linesOf(name).filter((line) => !line.includes('"type":"token_usage_record"'))).events;
      assert.deepEqual(sumOf(counted.map(({ usage }) => usage)), addTokens(NO_TOKENS, billed));
    });
  }
});
