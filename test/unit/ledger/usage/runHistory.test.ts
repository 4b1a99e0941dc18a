import assert from 'node:assert/strict';

import type { RunSubject } from '../../../../src/core/decisions/judgement.ts';
import { promptFeatures } from '../../../../src/core/estimate/prompt.ts';
import type { Ledger } from '../../../../src/ledger/ledger.ts';
import type { TurnFacts } from '../../../../src/ledger/usage/turnsTable.ts';
import { DAY_MS, HOUR_MS, NOW_MS, eventOfCredits } from '../../make.ts';
import { batch, ledgerFixture } from '../openLedger.ts';

const subject: RunSubject = {
  surface: 'guardrails',
  workspace: '/work/api',
  model: 'gpt-5.5',
  effort: 'medium',
  tier: undefined,
  threadId: undefined,
};

function inRun(runId: string, amount: number, hoursAgo: number, threadId = runId) {
  const occurredAtMs = NOW_MS - hoursAgo * HOUR_MS;
  return eventOfCredits(amount, { runId, threadId, responseId: `${runId}-${hoursAgo}`, occurredAtMs });
}

function turn(turnId: string, change: Partial<TurnFacts> = {}): TurnFacts {
  return {
    turnId,
    rootTurnId: undefined,
    startedAtMs: NOW_MS - 9 * HOUR_MS,
    contextTokens: 0,
    idleMs: undefined,
    prompt: undefined,
    ...change,
  };
}

const unitsOfRuns = (ledger: Ledger): readonly (readonly [string, number])[] =>
  ledger.foretoldRuns(NOW_MS).map(({ runId, units }) => [runId, units]);

describe('what is learnt from the ledger', () => {
  const { open } = ledgerFixture();

  it('are the runs that are over, in the order in which they began', () => {
    const ledger = open();
    ledger.writer.append([batch([inRun('b', 2, 3)]), batch([inRun('a', 1, 5)])]);
    assert.deepEqual(unitsOfRuns(ledger), [
      ['a', 8000],
      ['b', 16_000],
    ]);
  });

  it('is the same in whatever order files are read', () => {
    const batches = ['a', 'b', 'c'].map((runId, index) => batch([inRun(runId, index + 1, 30 - index)]));
    const [one, other] = [open(), open()];
    one.writer.append(batches);
    const before = one.foretoldRuns(NOW_MS);
    other.writer.append(batches.toReversed());
    assert.deepEqual(other.foretoldRuns(NOW_MS), before);
    assert.equal(before.length, 3);
  });

  it('is not learnt twice when a rollout is read again', () => {
    const ledger = open();
    ledger.writer.append([batch([inRun('a', 1, 5)])]);
    const before = ledger.estimateUnits(subject, 'Fix it', NOW_MS);
    ledger.writer.append([batch([inRun('a', 1, 5)])]);
    assert.deepEqual(ledger.estimateUnits(subject, 'Fix it', NOW_MS), before);
    assert.equal(before.runsConsidered, 1);
  });

  it('is known anew once there are more runs', () => {
    const ledger = open();
    ledger.writer.append([batch([inRun('a', 1, 5)])]);
    const before = ledger.estimateUnits(subject, undefined, NOW_MS);
    ledger.writer.append([batch([inRun('b', 500, 3)])]);
    const behind = ledger.estimateUnits(subject, undefined, NOW_MS);
    assert.deepEqual([before.runsConsidered, behind.runsConsidered], [1, 2]);
    assert.ok(behind.units.p50 > before.units.p50);
  });

  it('has subagents’ requests in the run that caused them', () => {
    const ledger = open();
    const ofSubagent = { ...inRun('a', 4, 4, 'sub'), turnId: 'sub-turn' };
    ledger.writer.append([batch([inRun('a', 1, 5)]), batch([ofSubagent])]);
    assert.deepEqual(unitsOfRuns(ledger), [['a', 40_000]]);
  });

  it('has the features that a run had before its first token', () => {
    const ledger = open();
    const prompt = promptFeatures('Fix the build', 0, 'salt');
    const facts = turn('a', { contextTokens: 70_000, idleMs: 90_000, prompt });
    ledger.writer.append([batch([inRun('a', 1, 5)], { turns: [facts] })]);
    const [run] = ledger.foretoldRuns(NOW_MS);
    assert.deepEqual(
      [run?.contextTokens, run?.idleMs, run?.prompt, run?.model, run?.effort, run?.workspace],
      [70_000, 90_000, prompt, 'gpt-5.5', 'medium', '/work/api'],
    );
  });

  it('does not know what no log tells', () => {
    const ledger = open();
    ledger.writer.append([batch([inRun('a', 1, 5)])]);
    const [run] = ledger.foretoldRuns(NOW_MS);
    assert.deepEqual([run?.contextTokens, run?.idleMs, run?.prompt], [undefined, undefined, undefined]);
  });

  it('leaves out a run that may be going on', () => {
    const ledger = open();
    ledger.writer.append([batch([inRun('a', 1, 5)]), batch([inRun('b', 1, 0.1)])]);
    assert.deepEqual(unitsOfRuns(ledger), [['a', 8000]]);
  });

  it('has a run that was just followed by another in its thread', () => {
    const ledger = open();
    ledger.writer.append([batch([inRun('a', 1, 0.1, 't'), inRun('b', 1, 0.05, 't')])]);
    assert.deepEqual(unitsOfRuns(ledger), [['a', 8000]]);
  });

  it('is of the last runs only, however many there are', () => {
    const ledger = open();
    const events = Array.from({ length: 320 }, (_, index) => inRun(`run-${index}`, 1, 1000 - index, 'thread-1'));
    ledger.writer.append([batch(events)]);
    const runs = unitsOfRuns(ledger);
    assert.deepEqual([runs.length, runs.at(-1)?.[0]], [300, 'run-319']);
  });
});

describe('the estimate of a prompt', () => {
  const { open } = ledgerFixture();

  it('follows what similar prompts took on this machine', () => {
    const ledger = open();
    const facts = (turnId: string, text: string): TurnFacts =>
      turn(turnId, { prompt: promptFeatures(text, 0, ledger.promptSalt()) });
    ledger.writer.append([
      batch([inRun('a', 900, 9)], { turns: [facts('a', 'migrate the invoices table to partitions')] }),
      batch([inRun('b', 1, 7)], { turns: [facts('b', 'rename that variable please')] }),
    ]);
    const { reasons } = ledger.estimateUnits(subject, 'migrate the invoices table to partitions', NOW_MS);
    const similar = reasons.find(({ code }) => code === 'similarRuns');
    assert.deepEqual([similar?.count, similar?.took?.low], [1, 900 * 8000]);
    assert.ok((similar?.factor ?? 0) > 1);
  });

  it('knows how long and how idle its thread is', () => {
    const ledger = open();
    ledger.writer.append([batch([inRun('a', 40, 48, 't')])]);
    const { reasons } = ledger.estimateUnits({ ...subject, threadId: 't' }, 'go on', NOW_MS - DAY_MS);
    assert.equal(reasons.find(({ code }) => code === 'longThread')?.count, 320_000);
  });
});
