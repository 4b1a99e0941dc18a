import assert from 'node:assert/strict';

import { Calendar, type Span } from '../../../../src/core/calendar.ts';
import { Meters, NO_METERS } from '../../../../src/core/wallet/meters.ts';
import { type UsageFilter, summarize } from '../../../../src/core/usage/summarize.ts';
import { type LedgerEvent, slicesOf } from '../../../../src/core/usage/usageSlice.ts';
import { openIntactDatabase } from '../../../../src/ledger/openDatabase.ts';
import type { Ledger } from '../../../../src/ledger/ledger.ts';
import { UsageReader } from '../../../../src/ledger/usage/usageReader.ts';
import { UsageTables } from '../../../../src/ledger/usage/usageTables.ts';
import { place, threadsOnce } from '../../ingest/fixtureHome.ts';
import { ingestAll } from '../../ingest/ingestAll.ts';
import { NOW_MS, card, tokens } from '../../make.ts';
import { temporaryFolder } from '../../temporary.ts';
import { FOREVER, batch, ledgerFixture, requests } from '../openLedger.ts';

const CUTS = ['thread', 'run'] as const;
const calendar = new Calendar('UTC');

/** Two instants within every turn of several requests. */
function instantsWithinTurns(events: readonly LedgerEvent[]): number[] {
  const turns = Map.groupBy(events, ({ threadId, turnId }) => `${threadId} ${turnId}`);
  const within = [...turns.values()].flatMap((ofTurn) => ofTurn.slice(1, 3));
  return [...new Set(within.map(({ occurredAtMs }) => occurredAtMs))].sort((a, b) => a - b);
}

/** The instants, spread over time, and the spans before, between and after them. */
function spansBetween(instants: readonly number[], parts: number): Span[] {
  const edges = instants.filter((_, index) => index % Math.ceil(instants.length / parts) === 0);
  return [0, ...edges].map((fromMs, index) => ({ fromMs, untilMs: edges[index] ?? Number.MAX_SAFE_INTEGER }));
}

const inSpan = (events: readonly LedgerEvent[], { fromMs, untilMs }: Span) =>
  events.filter(({ occurredAtMs }) => occurredAtMs >= fromMs && occurredAtMs < untilMs);

describe('usage by turns, of all that real Codex versions wrote', () => {
  const { open, file } = ledgerFixture();
  const folder = temporaryFolder();

  /** What the ledger holds, and a way to read it. */
  async function read() {
    const ledger = open();
    place(folder('home'), threadsOnce());
    await ingestAll(ledger, folder('home'));
    const db = openIntactDatabase(file());
    const reader = new UsageReader(db, card, new UsageTables(db, card));
    const threads = ledger.report('thread', ...FOREVER).rows.map(({ key }) => key);
    const events = threads.flatMap((threadId) => reader.ofThread(threadId, 0));
    return { reader, events, [Symbol.dispose]: () => db.close() };
  }

  const filters: readonly UsageFilter[] = [{}, { model: 'gpt-5.4*' }, { surface: 'exec' }];
  for (const filter of filters) {
    it(`is what its requests one by one add up to, in spans that cut through turns: ${JSON.stringify(filter)}`, async () => {
      using all = await read();
      for (const cut of CUTS) {
        for (const span of [spansBetween([], 1), spansBetween(instantsWithinTurns(all.events), 25)].flat()) {
          assert.deepEqual(
            summarize(all.reader.turns(span, NO_METERS), cut, calendar, filter),
            summarize(slicesOf(inSpan(all.events, span), card, NO_METERS), cut, calendar, filter),
          );
        }
      }
    });
  }

  it('is told apart by meters that change within turns', async () => {
    const meterNames = ['included', 'credits', 'unknown'] as const;
    using all = await read();
    const spans = spansBetween(instantsWithinTurns(all.events), 40);
    const timeline = spans.map((span, index) => ({ ...span, meter: meterNames[index % 3] ?? 'unknown' }));
    const meters = new Meters(new Map([['the only account', timeline]]));
    for (const cut of CUTS) {
      const report = summarize(
        all.reader.turns({ fromMs: 0, untilMs: Number.MAX_SAFE_INTEGER }, meters),
        cut,
        calendar,
      );
      assert.deepEqual(report, summarize(slicesOf(all.events, card, meters), cut, calendar));
      assert.ok(report.totals.paidCredits > 0 && report.totals.includedCredits > 0);
    }
  });
});

describe('usage by turns, of more requests than are added up at a time', () => {
  const { open } = ledgerFixture();
  const COUNT = 16_000;

  /** A request every ms but for the second half, which all are of one instant. */
  function fill(ledger: Ledger): Ledger {
    const events = requests(COUNT).map((each, index) => ({
      ...each,
      occurredAtMs: NOW_MS + Math.min(index, COUNT / 2),
      usage: tokens(1000 + index, 0, 1),
    }));
    ledger.writer.append([batch(events)]);
    return ledger;
  }

  it('has each request once', () => {
    const ledger = fill(open());
    for (const cut of CUTS) {
      assert.deepEqual(ledger.report(cut, ...FOREVER).totals, ledger.report('model', ...FOREVER).totals);
    }
  });

  it('says how far it has come, up to the end', () => {
    const steps: [done: number, total: number][] = [];
    fill(open()).report('run', ...FOREVER, {}, (done, total) => steps.push([done, total]));
    const done = steps.map(([each]) => each);
    assert.ok(steps.length > 2);
    assert.deepEqual(
      done,
      [...new Set(done)].sort((a, b) => a - b),
    );
    assert.deepEqual([steps.at(-1), new Set(steps.map(([, total]) => total))], [[COUNT, COUNT], new Set([COUNT])]);
  });

  it('is of one state of the ledger, to which others may write meanwhile', () => {
    const [ledger, other] = [fill(open()), open()];
    let late = 0;
    const { totals } = ledger.report('thread', ...FOREVER, {}, () => {
      late += other.writer.append([
        batch(requests(1, { threadId: `late-${late}`, occurredAtMs: NOW_MS + COUNT / 2 })),
      ]).added;
    });
    assert.ok(late > 2);
    assert.deepEqual([totals.requests, ledger.report('thread', ...FOREVER).totals.requests], [COUNT, COUNT + late]);
  });
});
