import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';

import fc from 'fast-check';

import { ownHooks } from '../../../../src/codex/hooks/hookConfig.ts';
import { type GateTerms, HookGate, gatePlace } from '../../../../src/codex/hooks/hookGate.ts';
import { launcherFile, writeLauncher } from '../../../../src/codex/hooks/hookRuntime.ts';
import { logsBesides, shutForCompaction, shutGates } from '../../../../src/codex/hooks/runGates.ts';
import type { HookEvent } from '../../../../src/core/hooks/hookStatus.ts';
import { priceBound } from '../../../../src/core/prices/priceBound.ts';
import { NOW_MS, card, credits } from '../../../unit/make.ts';
import { temporaryFolder } from '../../../unit/temporary.ts';

const SHELLS = ['/bin/dash', '/bin/bash'].filter((shell) => existsSync(shell));
const CREDIT_OF_INPUT = 8_000;
const THREAD = 'thread-1';
/** Whatever is written now is older by then. */
const LATER_MS = 5_000;

describe('the gate of hooks', function () {
  before(function () {
    if (process.platform === 'win32') {
      this.skip();
    }
  });

  const folder = temporaryFolder();
  const home = (...parts: string[]): string => folder(`it's "here" $x`, ...parts);
  const gates = (...parts: string[]): string => home('hook-gates', THREAD, ...parts);
  const policyFile = (): string => home('policy of mine.json');

  beforeEach(async () => {
    const hook = folder('hook.js');
    writeFileSync(hook, 'process.stdout.write("looked at")');
    // A program that is quicker to start than Node, and is told what to say by its file.
    writeFileSync(folder('looks'), '#!/bin/sh\ncat >/dev/null\nprintf looked\n');
    chmodSync(folder('looks'), 0o700);
    await writeLauncher(home('bin'), { version: '1.0.0', node: folder('looks'), isElectron: false, hook });
    writeFileSync(policyFile(), '{}');
  });

  const place = (turnId: string) => {
    const found = gatePlace(home('hook-gates'), THREAD, turnId);
    assert.ok(found !== undefined);
    return found;
  };
  const bound = priceBound(card, 'gpt-5.5', 1_000, { fromMs: NOW_MS, untilMs: NOW_MS });
  assert.ok(bound !== undefined);
  const TERMS: GateTerms = {
    spent: credits(2),
    below: credits(10),
    model: 'gpt-5.5',
    own: bound,
    other: bound,
    judgedOn: [],
    log: undefined,
  };

  /** A request of the turn was looked at, and those after it may pass. */
  function open(change: Partial<GateTerms> = {}, turnId = 'turn-1'): void {
    const gate = HookGate.begin(place(turnId), Date.now() + LATER_MS);
    gate?.open({ ...TERMS, judgedOn: [policyFile(), home('none.json')], ...change });
  }

  async function call(event: HookEvent, input: object, shell = '/bin/dash'): Promise<string> {
    const hook = ownHooks(launcherFile(home('bin'))).find((one) => one.event === event);
    const command = (hook?.command ?? '').replace('/bin/sh', shell);
    const child = spawn('/bin/bash', ['-c', command], { stdio: ['pipe', 'pipe', 'pipe'] });
    child.stdin.on('error', () => undefined).end(JSON.stringify(input));
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    assert.equal(err, '');
    return out.trim() === '' ? `passed with ${child.exitCode}` : out.trim();
  }
  const common = { session_id: THREAD, turn_id: 'turn-1', cwd: '/it"s "turn_id":"x"', model: 'gpt-5.5' };
  const request = (shell?: string, change: object = {}): Promise<string> =>
    call('PreModelRequest', { ...common, hook_event_name: 'PreModelRequest', ...change }, shell);
  const usage = (amount: number) => ({
    input_tokens: amount * CREDIT_OF_INPUT,
    cached_input_tokens: 0,
    cache_write_input_tokens: 0,
    output_tokens: 0,
    reasoning_output_tokens: 0,
    total_tokens: amount * CREDIT_OF_INPUT,
  });
  const respond = (amount: number, shell?: string, change: object = {}): Promise<string> =>
    call('PostModelRequest', { ...common, status: 'completed', token_usage: usage(amount), ...change }, shell);

  const PASSED = 'passed with 0';
  const LOOKED = 'looked';

  for (const shell of SHELLS) {
    describe(`in ${shell}`, () => {
      it('lets each response be followed by one request, while what is known to be spent stays below', async () => {
        open();
        assert.equal(await request(shell), LOOKED, 'nothing is known of the request before');
        for (const [amount, says] of [
          [3, PASSED],
          [4, PASSED],
          [1, LOOKED],
        ] as const) {
          await respond(amount, shell);
          assert.equal(await request(shell), says);
          assert.equal(await request(shell), LOOKED, 'a response is good for one request');
        }
        assert.equal(readdirSync(home('spool')).length, 3, 'each response is put down for the ledger');
      });

      it('counts what other agents of the run use, at the highest price', async () => {
        open({ other: { ...bound, short: { input: 250_000_000, cachedInput: 0, output: 0 } } });
        await respond(1, shell);
        await respond(4, shell, { agent_id: 'thread-2', turn_id: 'turn-2' });
        assert.equal(await request(shell), LOOKED);
      });

      it('charges a long context for what it costs', async () => {
        open({ below: credits(100) });
        await respond(34, shell);
        assert.equal(await request(shell), PASSED);
        await respond(35, shell);
        assert.equal(await request(shell), LOOKED, 'two and 34 are spent, and 70 of a long context');
      });

      for (const [what, change] of [
        ['was broken off', { token_usage: null, status: 'cancelled' }],
        ['is of a model that was not reckoned with', { model: 'gpt-99' }],
        ['names no model', { model: null }],
        ['tells more than can be reckoned', { token_usage: { ...usage(1), input_tokens: 1_000_000_000 } }],
        ['tells what cannot be', { token_usage: { ...usage(1), cached_input_tokens: 1_000_000 } }],
        ['tells no number', { token_usage: { ...usage(1), output_tokens: -1 } }],
        ['tells of no turn', { turn_id: '../x' }],
      ] as const) {
        it(`is shut when a response ${what}`, async () => {
          open();
          await respond(1, shell);
          await respond(1, shell, change);
          assert.equal(await request(shell), LOOKED);
        });
      }

      for (const [what, spoil] of [
        ['was written', () => utimesSync(policyFile(), new Date(Date.now() + 9_000), new Date(Date.now() + 9_000))],
        ['has gone', () => rmSync(policyFile())],
        ['has come', () => writeFileSync(home('none.json'), '{}')],
      ] as const) {
        it(`is shut when a file that was judged on ${what}`, async () => {
          open();
          await respond(1, shell);
          spoil();
          assert.equal(await request(shell), LOOKED);
        });
      }

      it('is shut when its time is over, or has not begun', async () => {
        for (const [key, by] of [
          ['until', -60],
          ['from', 60],
        ] as const) {
          open();
          await respond(1, shell);
          edit((gate) => gate.replace(new RegExp(`^${key} (\\d+)$`, 'm'), (_, at) => `${key} ${Number(at) + by}`));
          assert.equal(await request(shell), LOOKED, key);
        }
      });

      it('is of its turn alone', async () => {
        open();
        await respond(1, shell);
        assert.equal(await request(shell, { turn_id: 'turn-2' }), LOOKED);
        assert.equal(await request(shell, { session_id: 'thread-2' }), LOOKED);
        assert.equal(await request(shell, { turn_id: null }), LOOKED);
      });

      it('is not found by an id that would lead elsewhere', async () => {
        open();
        await respond(1, shell);
        // Both lead to the very gate that is open, by a way that no id may go.
        assert.equal(await request(shell, { session_id: `../hook-gates/${THREAD}` }), LOOKED);
        assert.equal(await request(shell, { turn_id: 'x/../gate.turn-1' }), LOOKED);
        assert.equal(await request(shell), PASSED);
      });

      it('is shut where any of it is missing or strange', async () => {
        open();
        const whole = readFileSync(gates('gate.turn-1'), 'utf8');
        const lines = whole.trim().split('\n');
        const spoilt = [
          '',
          ...lines.slice(0, 8).map((line) => whole.replace(`${line}\n`, '')),
          ...lines.slice(0, 7).map((line) => whole.replace(line, `${line.split(' ')[0]} 08x$(exit 0)`)),
          whole.replace('whole\n', ''),
          whole.replace('whole\n', 'more 1\nwhole\n'),
          whole.replace(/^(own \d+).*$/m, '$1 1 2 3 4 5'),
          whole.replace(/^tally .*$/m, 'tally ../../policy of mine.json'),
        ];
        await respond(1, shell);
        for (const text of spoilt) {
          edit(() => text);
          assert.equal(await request(shell), LOOKED, text);
        }
        edit(() => whole);
        for (const name of readdirSync(gates()).filter((each) => each.startsWith('tally.'))) {
          const tally = readFileSync(gates(name), 'utf8');
          for (const text of [
            tally.replace('begun\n', ''),
            `${tally}turn-1 gpt-5.5 1 0\n`,
            `${tally}turn-1 gpt-5.5 60000000000 0 0\n`,
            `${tally}\n`,
            '',
          ]) {
            writeFileSync(gates(name), text);
            assert.equal(await request(shell), LOOKED, text);
          }
          writeFileSync(gates(name), tally);
          assert.equal(await request(shell), PASSED, 'it was the spoiling');
        }
      });

      it('is passed by one of many requests that come at once', async () => {
        open();
        await respond(1, shell);
        const answers = await Promise.all(Array.from({ length: 12 }, () => request(shell)));
        assert.equal(answers.filter((answer) => answer === PASSED).length, 1);
      });

      it('counts all of many responses that come at once', async () => {
        open({ below: credits(13.1) });
        await Promise.all(Array.from({ length: 10 }, () => respond(1, shell)));
        assert.equal(await request(shell), PASSED, 'twelve and some roundings are spent');
        await Promise.all(Array.from({ length: 2 }, () => respond(1, shell)));
        assert.equal(await request(shell), LOOKED);
      });
    });
  }

  /** Changes the gate, and leaves it as old as it is. */
  function edit(change: (text: string) => string): void {
    const file = gates('gate.turn-1');
    writeFileSync(file, change(readFileSync(file, 'utf8')));
    utimesSync(file, new Date(Date.now() + LATER_MS), new Date(Date.now() + LATER_MS));
  }

  it('never lets a request pass once what is known to be spent has reached the limit', async () => {
    const steps = fc.array(
      fc.record({ amount: fc.integer({ min: 1, max: 6 }), ofAgent: fc.boolean(), asks: fc.boolean() }),
      { minLength: 1, maxLength: 5 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        open();
        let spent = 2;
        for (const { amount, ofAgent, asks } of sequence) {
          await respond(amount, undefined, ofAgent ? { agent_id: 'thread-2', turn_id: 'turn-2' } : {});
          spent += amount;
          const answer = asks ? await request() : LOOKED;
          assert.ok(answer === LOOKED || spent < 10, `${spent} of 10 were spent`);
        }
      }),
      { numRuns: 5 },
    );
  });

  it('begins anew with each request that is looked at, and finds what was used meanwhile', async () => {
    open();
    await respond(1);
    const gate = HookGate.begin(place('turn-1'), Date.now() + LATER_MS);
    assert.equal(await request(), LOOKED);
    await respond(9, undefined, { turn_id: 'turn-2' });
    gate?.open(TERMS);
    await respond(1);
    assert.equal(await request(), LOOKED, 'nine were used while it was looked at');
    assert.deepEqual(
      readdirSync(gates()).filter((name) => name.includes('passed')),
      [],
    );
  });

  it('stays shut for the whole run while one of its threads compacts', async () => {
    open();
    open({}, 'turn-2');
    shutForCompaction(place('turn-2'));
    await respond(1);
    assert.equal(await request(), LOOKED);
    open();
    await respond(1);
    assert.equal(await request(), LOOKED);
    open({}, 'turn-2');
    open();
    await respond(1);
    assert.equal(await request(), PASSED);
  });

  it('is shut with all others of its run by what no tally tells', async () => {
    open();
    await respond(1);
    shutGates(gates());
    assert.equal(await request(), LOOKED);
    shutGates(home('hook-gates', 'none'));
  });

  it('names the logs of a run’s other threads', () => {
    open({ log: '/logs/a b.jsonl' }, 'turn-2');
    open({ log: '/logs/own.jsonl' });
    assert.deepEqual(logsBesides(place('turn-1')), ['/logs/a b.jsonl']);
  });

  it('is none where it cannot be written, and none is kept of threads of long ago', () => {
    mkdirSync(home('hook-gates', 'old'), { recursive: true });
    utimesSync(home('hook-gates', 'old'), 1, 1);
    open();
    assert.deepEqual(readdirSync(home('hook-gates')), [THREAD]);
    writeFileSync(home('file'), '');
    assert.equal(HookGate.begin({ folder: path.join(home('file'), 'x'), turnId: 'turn-1' }, NOW_MS), undefined);
    assert.equal(gatePlace(home(), '../up', 'turn-1'), undefined);
  });
});
