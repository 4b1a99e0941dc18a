import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';

import { drainSpool } from '../../../src/ingest/spool.ts';
import type { Ledger } from '../../../src/ledger/ledger.ts';
import { request } from '../ledger/judging.ts';
import { FOREVER, batch, ledgerFixture } from '../ledger/openLedger.ts';
import { NOW_MS, eventOfCredits } from '../make.ts';
import { temporaryFolder } from '../temporary.ts';

const CREDIT_OF_INPUT = 8_000;

describe('what hooks were told of responses', () => {
  const { open } = ledgerFixture();
  const folder = temporaryFolder();

  /** A response of so many credits, as the launcher leaves it. */
  function leave(name: string, amount: number, change: object = {}): void {
    mkdirSync(folder('spool'), { recursive: true });
    const input = {
      session_id: 'thread-1',
      turn_id: 'turn-1',
      cwd: '/work/api',
      model: 'gpt-5.5',
      hook_event_name: 'PostModelRequest',
      status: 'completed',
      token_usage: { input_tokens: amount * CREDIT_OF_INPUT, cached_input_tokens: 0, output_tokens: 0 },
      ...change,
    };
    writeFileSync(folder('spool', name), JSON.stringify(input));
    utimesSync(folder('spool', name), NOW_MS / 1000, NOW_MS / 1000);
  }
  const drain = (ledger: Ledger): number => drainSpool(folder('spool'), ledger).responses;
  const spent = (ledger: Ledger): number => ledger.report('day', ...FOREVER).totals.credits / 1e6;

  function begin(ledger: Ledger, watchedBy: 'process' | 'hooks'): void {
    ledger.decide(request(), 'decision-1');
    ledger.answerDecision('decision-1', 'run', 'person', NOW_MS - 1);
    if (watchedBy === 'hooks') {
      ledger.beginHookedRun('decision-1', 'turn-1', 'thread-1', NOW_MS - 1);
    } else {
      ledger.beginRun('decision-1', 'turn-1', 'thread-1', NOW_MS - 1);
    }
  }

  it('counts once, and leaves nothing behind', () => {
    const ledger = open();
    leave('a.json', 2);
    leave('b.json', 3);
    assert.deepEqual([drain(ledger), drain(ledger), spent(ledger)], [2, 0, 5]);
    assert.deepEqual(readdirSync(folder('spool')), []);
  });

  it('is the same response where its file could not be removed', () => {
    const ledger = open();
    leave('a.json', 2);
    drain(ledger);
    leave('a.json', 2);
    drain(ledger);
    assert.equal(spent(ledger), 2);
  });

  it('counts once where an administrator’s hooks tell of it, too, whichever comes first', () => {
    const ledger = open();
    leave('1.2.managed.json', 2);
    drain(ledger);
    assert.equal(spent(ledger), 2, 'theirs counts where the home has none');
    leave('1.3.json', 2);
    drain(ledger);
    leave('1.4.json', 2);
    leave('1.5.managed.0.json', 2);
    drain(ledger);
    assert.equal(spent(ledger), 4);
  });

  it('is drained beside the list of failures', () => {
    const ledger = open();
    leave('a.json', 2);
    writeFileSync(folder('spool', 'failures'), 'x');
    assert.equal(drain(ledger), 1);
    assert.deepEqual(readdirSync(folder('spool')), ['failures']);
  });

  it('gives way to the rollout, whichever comes first', () => {
    const ledger = open();
    leave('a.json', 2);
    drain(ledger);
    ledger.writer.append([batch([eventOfCredits(4)])]);
    leave('b.json', 2);
    drain(ledger);
    assert.equal(spent(ledger), 4);
  });

  it('belongs to the run of the person’s thread, also what a subagent used', () => {
    const ledger = open();
    begin(ledger, 'hooks');
    leave('a.json', 2);
    leave('b.json', 3, { agent_id: 'thread-2', turn_id: 'turn-of-agent' });
    drain(ledger);
    assert.equal(ledger.run('turn-1')?.requests, 2);
    assert.equal(ledger.run('turn-1')?.workspace, '/work/api');
  });

  it('is left to the guard of a run of our own, its subagents’ as well', () => {
    const ledger = open();
    begin(ledger, 'process');
    leave('a.json', 2);
    leave('b.json', 3, { agent_id: 'thread-2', turn_id: 'turn-of-agent' });
    assert.deepEqual([drain(ledger), spent(ledger)], [0, 0]);
  });

  it('counts again in that thread when the run of our own is over', () => {
    const ledger = open();
    begin(ledger, 'process');
    ledger.settleRun('turn-1', 'completed', NOW_MS - 1);
    leave('a.json', 2, { turn_id: 'turn-2' });
    assert.equal(drain(ledger), 1);
  });

  it('is nothing where a response was broken off, a file is no answer, or is still being written', () => {
    const ledger = open();
    leave('a.json', 2, { token_usage: null, status: 'cancelled' });
    leave('.b.json.tmp', 2);
    writeFileSync(folder('spool', 'c.json'), '{"session_id":');
    writeFileSync(folder('spool', 'failures'), 'timeout\n');
    assert.deepEqual([drain(ledger), spent(ledger)], [0, 0]);
    assert.deepEqual(readdirSync(folder('spool')).sort(), ['.b.json.tmp', 'failures']);
  });

  it('is nothing where no hook has been called yet', () => assert.equal(drain(open()), 0));
});
