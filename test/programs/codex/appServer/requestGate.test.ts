import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { RequestGate } from '../../../../src/codex/appServer/requestGate.ts';
import { temporaryFolder } from '../../../unit/temporary.ts';
import { waitUntil } from '../../../support/codex/waitUntil.ts';

const isWaiter = (name: string): boolean => name.startsWith('waits.');

/** Long enough for a gate that would let somebody pass. */
const WATCHED_MS = 150;

describe('a gate', function () {
  before(function () {
    if (!RequestGate.isPossible) {
      this.skip();
    }
  });

  const folder = temporaryFolder();
  const hooks: ChildProcess[] = [];
  afterEach(() => {
    for (const hook of hooks.splice(0)) {
      hook.kill('SIGKILL');
    }
  });

  /** Runs a script of the gate as Codex does, with what Codex would give it to read. */
  function runHook(gate: RequestGate, script: string, input: object): ChildProcess {
    const [, command] =
      new RegExp(`command="((?:[^"\\\\]|\\\\.)*${script}(?:[^"\\\\]|\\\\.)*)"`).exec(gate.codexArgs.join('\n')) ?? [];
    const hook = spawn('/bin/sh', ['-c', `exec ${JSON.parse(`"${command}"`) as string}`], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    hook.stdin.end(JSON.stringify(input));
    hooks.push(hook);
    return hook;
  }

  /** A request comes to the gate; says how its hook has ended, if it has. */
  function request(gate: RequestGate, input: object = {}): { ended: Promise<unknown>; hasPassed: () => boolean } {
    const hook = runHook(gate, 'wait.sh', input);
    return { ended: once(hook, 'exit'), hasPassed: () => hook.exitCode === 0 };
  }

  it('is shut from its beginning', async () => {
    const waiting = request(await RequestGate.create(folder('gates')));
    await sleep(WATCHED_MS);
    assert.equal(waiting.hasPassed(), false);
  });

  it('lets one request pass for each pass, however many wait', async () => {
    const gate = await RequestGate.create(folder('gates'));
    const waiting = [request(gate), request(gate), request(gate)];
    await gate.pass('1');
    await gate.pass('2');
    await Promise.race([Promise.all(waiting.map(({ ended }) => ended)), sleep(3 * WATCHED_MS)]);
    assert.equal(waiting.filter(({ hasPassed }) => hasPassed()).length, 2);
  });

  it('lets nobody pass with what was taken back', async () => {
    const gate = await RequestGate.create(folder('gates'));
    await gate.pass('1');
    assert.equal(await gate.takeBack('1'), true);
    const waiting = request(gate);
    await sleep(WATCHED_MS);
    assert.equal(waiting.hasPassed(), false);
  });

  it('says that a pass cannot be taken back that somebody has gone with', async () => {
    const gate = await RequestGate.create(folder('gates'));
    await gate.pass('1');
    await request(gate).ended;
    assert.equal(await gate.takeBack('1'), false);
  });

  it('lets the turn pass whose pass it is, and no other', async () => {
    const gate = await RequestGate.create(folder('gates'));
    const [other, own] = ['turn-1', 'turn-12'].map((turn_id) => request(gate, { cwd: '"turn_id":"turn-1"', turn_id }));
    await gate.pass('turn-12');
    await own?.ended;
    await sleep(WATCHED_MS);
    assert.deepEqual([own?.hasPassed(), other?.hasPassed()], [true, false]);
  });

  it('lets a request pass with any pass whose turn is not told, or is no name of a file', async () => {
    const gate = await RequestGate.create(folder('gates'));
    await gate.pass('turn-1');
    await request(gate, {}).ended;
    await gate.pass('turn-1');
    await request(gate, { turn_id: '../open' }).ended;
    assert.equal(await gate.takeBack('turn-1'), false);
  });

  describe('is told what a response used', () => {
    const told = (turn_id: string, input_tokens: number) => ({
      turn_id,
      model: 'gpt-5.5',
      token_usage: { input_tokens, cached_input_tokens: 0, output_tokens: 0 },
    });
    const inputs = async (gate: RequestGate, turnId: string) =>
      (await gate.takeTold(turnId)).map(({ usage }) => usage.inputTokens).toSorted();
    const tell = (gate: RequestGate, input: object) => once(runHook(gate, 'tell.sh', input), 'exit');

    it('by its turn, and once', async () => {
      const gate = await RequestGate.create(folder('gates'));
      await Promise.all(
        [told('turn-1', 100), told('turn-1', 200), told('turn-2', 300)].map((each) => tell(gate, each)),
      );
      assert.deepEqual(
        [await inputs(gate, 'turn-1'), await inputs(gate, 'turn-1'), await inputs(gate, 'turn-2')],
        [[100, 200], [], [300]],
      );
    });

    it('by nobody where a request came to nothing, or its turn is not told', async () => {
      const gate = await RequestGate.create(folder('gates'));
      await tell(gate, { turn_id: 'turn-1', status: 'cancelled', token_usage: null });
      await tell(gate, { ...told('turn-1', 100), turn_id: undefined });
      assert.deepEqual(await inputs(gate, 'turn-1'), []);
    });

    it('in words that only its owner can read', async () => {
      const gate = await RequestGate.create(folder('gates'));
      await tell(gate, told('turn-1', 100));
      const [made = ''] = readdirSync(folder('gates'));
      const [file = ''] = readdirSync(folder('gates', made)).filter((name) => name.startsWith('told.'));
      assert.equal(statSync(folder('gates', made, file)).mode & 0o777, 0o600);
    });
  });

  describe('whose guard has gone', () => {
    /** As another process would find it. */
    const reopen = () => RequestGate.reopen(folder('gates', readdirSync(folder('gates'))[0] ?? ''));

    it('says who waits there, and not who has passed or was killed', async () => {
      const gate = await RequestGate.create(folder('gates'));
      request(gate, { turn_id: 'turn-1' });
      request(gate, { turn_id: 'turn-2', agent_id: 'child' });
      const passes = request(gate, { turn_id: 'turn-3' });
      request(gate, { turn_id: 'turn-4' });
      await gate.pass('turn-3');
      await passes.ended;
      await waitUntil('all to wait', () => readdirSync(gate.folder).filter(isWaiter).length === 4, 5_000);
      const killed = hooks.at(-1);
      killed?.kill('SIGKILL');
      await once(killed as ChildProcess, 'exit');
      const waiting = (await (await reopen()).waiting()).toSorted((a, b) => a.turnId.localeCompare(b.turnId));
      assert.deepEqual(waiting, [
        { turnId: 'turn-1', agentId: undefined },
        { turnId: 'turn-2', agentId: 'child' },
      ]);
    });

    it('lets nobody pass with what was left there', async () => {
      const gate = await RequestGate.create(folder('gates'));
      await gate.pass('turn-1');
      const waiting = request(await reopen(), { turn_id: 'turn-1' });
      await sleep(WATCHED_MS);
      assert.equal(waiting.hasPassed(), false);
    });

    it('still has what was told there, read or not', async () => {
      const gate = await RequestGate.create(folder('gates'));
      const tell = (input_tokens: number) => {
        const input = {
          session_id: 't',
          turn_id: 'turn-1',
          token_usage: { input_tokens, cached_input_tokens: 0, output_tokens: 0 },
        };
        return once(runHook(gate, 'tell.sh', input), 'exit');
      };
      await tell(100);
      await gate.takeTold('turn-1');
      await tell(200);
      await gate.takeTold('turn-1');
      await tell(300);
      const again = await reopen();
      const inputs = [...(await again.seen()), ...(await again.takeTold())].map(({ usage }) => usage.inputTokens);
      assert.deepEqual([inputs, (await again.seen()).length], [[100, 200, 300], 3]);
    });
  });

  it('that is open lets all pass', async () => {
    const gate = await RequestGate.create(folder('gates'));
    const waiting = [request(gate), request(gate)];
    await gate.open();
    await Promise.all(waiting.map(({ ended }) => ended));
    assert.deepEqual(
      waiting.map(({ hasPassed }) => hasPassed()),
      [true, true],
    );
  });

  it('holds also where its folder has gone', async () => {
    const gate = await RequestGate.create(folder('gates'));
    const waiting = request(gate);
    await sleep(WATCHED_MS);
    gate.dispose();
    await sleep(WATCHED_MS);
    assert.equal(waiting.hasPassed(), false);
  });

  it('writes nothing outside its folder, however a turn is called', async () => {
    const gate = await RequestGate.create(folder('gates'));
    for (const turnId of ['../up', 'x/../../up', '/tmp/up', '..', '', 'a\0b']) {
      await assert.rejects(gate.pass(turnId), { code: 'codex.protocol' });
      assert.equal(await gate.takeBack(turnId), false);
    }
    assert.deepEqual(readdirSync(folder()), ['gates']);
    assert.equal(readdirSync(folder('gates')).length, 1);
  });

  it('works in a folder with quotes and blanks in its name', async () => {
    const gate = await RequestGate.create(folder(`it's "here"`));
    await gate.pass('1');
    const passing = request(gate);
    await passing.ended;
    assert.ok(passing.hasPassed());
  });

  it('can be looked into by its owner alone', async () => {
    await RequestGate.create(folder('gates'));
    const [made = ''] = readdirSync(folder('gates'));
    const modeOf = (...parts: string[]): number => statSync(folder('gates', ...parts)).mode & 0o777;
    assert.deepEqual(
      [modeOf(), modeOf(made), modeOf(made, 'wait.sh'), modeOf(made, 'tell.sh')],
      [0o700, 0o700, 0o600, 0o600],
    );
  });

  it('clears away those of processes that have ended, and leaves those of other machines', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    const name = (host: string): string => path.join(folder('gates'), `${host}~${pid}~x`);
    for (const host of [hostname(), 'elsewhere']) {
      mkdirSync(name(host), { recursive: true });
    }
    await RequestGate.create(folder('gates'));
    await RequestGate.create(folder('gates'));
    assert.deepEqual(
      [existsSync(name(hostname())), existsSync(name('elsewhere')), readdirSync(folder('gates')).length],
      [false, true, 3],
    );
  });
});
