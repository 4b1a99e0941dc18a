import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';

import { managedHooks, ownHooks, shellQuoted } from '../../../../src/codex/hooks/hookConfig.ts';
import { LAUNCHER } from '../../../../src/codex/hooks/hookLauncher.ts';
import {
  type HookRuntime,
  launcherFile,
  refreshLauncher,
  tellOnFailure,
  writeLauncher,
} from '../../../../src/codex/hooks/hookRuntime.ts';
import { REASON_VARIABLE, WAITING_VARIABLE } from '../../../../src/codex/hooks/hookVariables.ts';
import type { HookEvent } from '../../../../src/core/hooks/hookStatus.ts';
import { waitUntil } from '../../../support/codex/waitUntil.ts';
import { temporaryFolder } from '../../../unit/temporary.ts';

const SHELLS = ['/bin/dash', '/bin/bash'].filter((shell) => existsSync(shell));
const INPUT = '{"session_id":"t","prompt":"it\'s \\"x\\" \\\\n $HOME `id` 100% \\u00e9 é"}';

/** Answers with what it was given, and with what its surroundings were. */
const ECHO = `const { readFileSync } = require('node:fs');
const { ELECTRON_RUN_AS_NODE: electron = '', CODEX_GUARDRAILS_HOME: home } = process.env;
process.stdout.write(JSON.stringify({ event: process.argv[2], input: readFileSync(0, 'utf8').trim(), electron, home }));`;
const FAILS = 'process.stdout.write("half an ans"); process.exit(7);';

describe('the launcher of hooks', function () {
  before(function () {
    if (process.platform === 'win32') {
      this.skip();
    }
  });

  const folder = temporaryFolder();
  const running: ChildProcess[] = [];
  afterEach(() => {
    for (const one of running.splice(0)) {
      one.kill('SIGKILL');
    }
  });

  const bin = (...parts: string[]): string => folder(`it's "here"`, 'bin', ...parts);
  const spool = (...parts: string[]): string => folder(`it's "here"`, 'spool', ...parts);

  async function setUp(program: string | undefined, change: Partial<HookRuntime> = {}): Promise<void> {
    const hook = folder('hook.js');
    if (program !== undefined) {
      writeFileSync(hook, program);
    }
    await writeLauncher(bin(), { version: '1.0.0', node: process.execPath, isElectron: false, hook, ...change });
  }

  /** Starts a hook as Codex does. */
  function call(event: HookEvent, shell = '/bin/bash', input = INPUT) {
    const hook = ownHooks(launcherFile(bin())).find((one) => one.event === event);
    const command = (hook?.command ?? '').replace('/bin/sh', shell);
    const child = spawn('/bin/bash', ['-c', command], { stdio: ['pipe', 'pipe', 'pipe'] });
    running.push(child);
    child.stdin.on('error', () => undefined).end(input);
    const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]).then(([out, err]) => ({
      out,
      err,
      code: child.exitCode,
    }));
    return { child, ended };
  }

  for (const shell of SHELLS) {
    for (const event of ['UserPromptSubmit', 'PreModelRequest', 'PreCompact'] as const) {
      it(`${shell} gives ${event} to the program, and its answer back`, async () => {
        await setUp(ECHO);
        const { out, err, code } = await call(event, shell).ended;
        assert.deepEqual(
          [JSON.parse(out), err, code],
          [{ event, input: INPUT, electron: '', home: folder(`it's "here"`) }, '', 0],
        );
      });
    }

    it(`${shell} puts down what a request used, each call in a file of its own, without the program`, async () => {
      await setUp(undefined);
      const calls = [1, 2, 3].map((n) => call('PostModelRequest', shell, `{"n":${n},"text":"a\\\\nb %s $x"}`).ended);
      const ends = await Promise.all(calls);
      assert.deepEqual(
        ends,
        Array.from({ length: 3 }, () => ({ out: '', err: '', code: 0 })),
      );
      const files = readdirSync(spool());
      assert.equal(files.length, 3);
      const put = files.map((name) => JSON.parse(readFileSync(spool(name), 'utf8')) as { n: number; text: string });
      assert.deepEqual(put.map(({ n }) => n).sort(), [1, 2, 3]);
      assert.equal(put[0]?.text, 'a\\nb %s $x');
    });

    it(`${shell} puts down apart what an administrator’s hook tells`, async () => {
      await setUp(undefined);
      const { command = '' } = managedHooks().find(({ event }) => event === 'PostModelRequest') ?? {};
      const launcher = () => shellQuoted(launcherFile(bin()));
      const here = command.replaceAll('"$HOME/.codex-guardrails/bin/codex-hook"', launcher).replace('/bin/sh', shell);
      const child = spawn('/bin/bash', ['-c', here], { stdio: ['pipe', 'inherit', 'inherit'] });
      running.push(child);
      child.stdin.end('{}');
      await once(child, 'exit');
      assert.match(readdirSync(spool()).join(), /^\d+\.\d+\.managed\.json$/);
    });

    it(`${shell} lets go on where nothing answers, and notes it`, async () => {
      await setUp(FAILS);
      const ends = await Promise.all(
        (['UserPromptSubmit', 'PreModelRequest'] as const).map((event) => call(event, shell).ended),
      );
      assert.deepEqual(
        ends,
        Array.from({ length: 2 }, () => ({ out: '', err: '', code: 0 })),
      );
      const notes = readFileSync(spool('failures'), 'utf8').trim().split('\n');
      assert.match(
        notes.join('\n'),
        /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ PreModelRequest the program ended with code 7$/m,
      );
      assert.equal(notes.length, 2);
    });

    it(`${shell} refuses a prompt where the policy says so and nothing answers`, async () => {
      await setUp(undefined);
      await tellOnFailure(bin(), 'deny');
      const { out, code } = await call('UserPromptSubmit', shell).ended;
      const answer = JSON.parse(out) as { readonly decision: string; readonly reason: string };
      assert.deepEqual([answer.decision, code], ['block', 0]);
      assert.match(answer.reason, /onGuardFailure/);
    });
  }

  it('holds a request where the policy says so, until something answers', async () => {
    await setUp(undefined);
    await tellOnFailure(bin(), 'deny');
    const held = call('PreModelRequest');
    await waitUntil('a note of the failure', () => existsSync(spool('failures')), 10_000);
    assert.equal(held.child.exitCode, null);
    writeFileSync(folder('hook.js'), ECHO);
    const { out, code } = await held.ended;
    assert.deepEqual([(JSON.parse(out) as { input: string }).input, code], [INPUT, 0]);
  });
  it('holds a request until the policy lets it go on', async () => {
    await setUp(FAILS);
    await tellOnFailure(bin(), 'deny');
    const held = call('PreCompact');
    await waitUntil('a note of the failure', () => existsSync(spool('failures')), 10_000);
    await tellOnFailure(bin(), 'allow');
    assert.equal((await held.ended).code, 0);
  });

  it('names to the program who waits for it: what has called, and itself', async () => {
    await setUp(`process.stdout.write(process.env.${WAITING_VARIABLE} ?? '');`);
    const { child, ended } = call('PreModelRequest');
    assert.equal((await ended).out, `${process.pid} ${child.pid ?? 'none'}\n`);
  });

  it('tells VS Code’s program to be Node', async () => {
    await setUp(ECHO, { isElectron: true });
    const { out } = await call('PreModelRequest').ended;
    assert.equal((JSON.parse(out) as { electron: string }).electron, '1');
  });

  it('that has been taken away fails, and blocks nothing', async () => {
    await setUp(ECHO);
    rmSync(launcherFile(bin()));
    assert.deepEqual(await call('UserPromptSubmit').ended, { out: '', err: '', code: 1 });
  });

  it('notes why there is no answer, where the program says so', async () => {
    mkdirSync(spool(), { recursive: true });
    await setUp(`require('node:fs').writeFileSync(process.env.${REASON_VARIABLE}, 'it broke: x\\n'); process.exit(1);`);
    assert.deepEqual(await call('UserPromptSubmit').ended, { out: '', err: '', code: 0 });
    assert.match(readFileSync(spool('failures'), 'utf8'), /^\S+Z UserPromptSubmit it broke: x\n$/);
    assert.deepEqual(readdirSync(spool()), ['failures']);
  });

  it('can be read by its owner alone, and so can all that it puts down', async () => {
    await setUp(FAILS);
    await call('PostModelRequest').ended;
    await call('UserPromptSubmit').ended;
    const modeOf = (file: string): string => (statSync(file).mode & 0o777).toString(8);
    assert.deepEqual(
      [modeOf(bin()), modeOf(bin('codex-hook')), modeOf(bin('runtime')), modeOf(spool())],
      ['700', '700', '600', '700'],
    );
    assert.deepEqual(
      readdirSync(spool()).map((name) => modeOf(spool(name))),
      ['600', '600'],
    );
  });

  describe('is kept up to date:', () => {
    const runtime = (version: string, hook = folder('hook.js')): HookRuntime => {
      writeFileSync(hook, ECHO);
      return { version, node: process.execPath, isElectron: false, hook };
    };
    const inUse = (): string => readFileSync(bin('runtime'), 'utf8');

    it('nothing is made where no hooks are installed', async () => {
      await refreshLauncher(bin(), runtime('1.0.0'));
      await tellOnFailure(bin(), 'deny');
      assert.equal(existsSync(bin()), false);
    });

    it('the newer version answers, wherever it is started first', async () => {
      await writeLauncher(bin(), runtime('0.9.0', folder('old.js')));
      await refreshLauncher(bin(), runtime('0.10.0', folder('new.js')));
      await refreshLauncher(bin(), runtime('0.9.0', folder('old.js')));
      assert.match(inUse(), /new\.js/);
    });

    it('who installs anew answers, whatever did before', async () => {
      await writeLauncher(bin(), runtime('2.0.0', folder('broken.js')));
      await writeLauncher(bin(), runtime('1.0.0', folder('there.js')));
      assert.match(inUse(), /there\.js/);
    });

    it('where its program has gone, any other does', async () => {
      await writeLauncher(bin(), runtime('2.0.0', folder('gone.js')));
      rmSync(folder('gone.js'));
      await refreshLauncher(bin(), runtime('1.0.0', folder('there.js')));
      assert.match(inUse(), /there\.js/);
    });

    it('an older launcher is replaced, a newer one is not', async () => {
      mkdirSync(path.dirname(bin()), { recursive: true });
      await writeLauncher(bin(), runtime('1.0.0'));
      for (const [version, stays] of [
        ['0', false],
        ['999', true],
      ] as const) {
        const text = LAUNCHER.replace(/^# Version \d+$/m, `# Version ${version}`);
        writeFileSync(bin('codex-hook'), text);
        await refreshLauncher(bin(), runtime('1.0.0'));
        assert.equal(readFileSync(bin('codex-hook'), 'utf8') === text, stays, version);
      }
    });
  });
});
