import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { ownHooks, shellQuoted } from '../../src/codex/hooks/hookConfig.ts';
import { launcherFile, writeLauncher } from '../../src/codex/hooks/hookRuntime.ts';
import { WAITING_VARIABLE } from '../../src/codex/hooks/hookVariables.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import type { CodexFixture, CodexResult } from '../support/codex/codexFixture.ts';
import { ONE_CREDIT, creditEach } from '../support/codex/guardedTurn.ts';
import { callGuardrails } from '../support/codex/guardrailsCli.ts';
import { type HookEvent, hookFlags } from '../support/codex/hookFlags.ts';
import { waitUntil } from '../support/codex/waitUntil.ts';
import { type AuditRow, type HookedCodex, WATCHED, createHookedCodex } from '../support/codex/hookedCodex.ts';
import { canMakeTerminal } from '../support/codex/terminal.ts';
import { processesWith, waitForExit } from '../support/processes.ts';
import { SHIPPED } from '../support/shippedPrograms.ts';
import { card } from '../unit/make.ts';

describe('a prompt to the real Codex whose hooks we answer', function () {
  this.timeout(60_000);

  before(function () {
    if (process.platform === 'win32') {
      this.skip();
    }
  });

  let hooked: HookedCodex;
  let codex: CodexFixture;
  beforeEach(async () => {
    hooked = await createHookedCodex();
    ({ codex } = hooked);
    codex.backend.play('two', creditEach(2));
  });
  afterEach(() => codex.dispose());

  const policy = (rules: object): Promise<void> => hooked.policy(rules);
  const requests = (): number => hooked.requests();
  const audit = (): Promise<readonly AuditRow[]> => hooked.audit();

  /** `codex exec PROMPT`, with hooks of ours. */
  function exec(events: readonly HookEvent[], ...args: readonly string[]): Promise<CodexResult> {
    return codex.runCodex([...hooked.flags(events), ...args]);
  }

  it('is let pass where nothing speaks against it, and is a run that its log settles', async () => {
    await policy({ unknown: { balance: 'allow' } });
    const { code } = await exec(['UserPromptSubmit'], '-c', 'model_reasoning_effort="high"', 'two');
    assert.deepEqual([code, requests()], [0, 2]);
    const [row] = await audit();
    assert.deepEqual(
      [row?.effect, row?.surface, row?.effort, row?.run?.status, row?.run?.creditsMicros],
      ['allow', 'exec', 'high', 'completed', 2_000_000],
    );
    // Nobody had asked for the balance yet: another process does, for whoever comes next.
    const isAsked = () => codex.backend.httpRequests.some(({ path }) => path.endsWith('/wham/usage'));
    await waitUntil('the balance to be asked for', isAsked, 20_000);
  });

  it('is a run that its process ends where it keeps no log', async () => {
    await policy({ unknown: { balance: 'allow' } });
    await exec(['UserPromptSubmit', 'PreModelRequest'], '--ephemeral', 'two');
    await policy({ models: { deny: ['gpt-5.5'] } });
    await exec(['UserPromptSubmit'], 'two');
    assert.equal(requests(), 2);
    assert.deepEqual(
      (await audit()).map(({ effect, run }) => [effect, run?.status]),
      [
        ['allow', 'completed'],
        ['deny', undefined],
      ],
    );
  });

  it('of a subagent makes no request where the policy denies its model, and its parent goes on', async () => {
    await policy({ models: { deny: ['gpt-5.4-mini'] }, unknown: { balance: 'allow' } });
    codex.backend.play('child task', creditEach(1));
    codex.backend.play('with a subagent', [
      { kind: 'spawnAgent', prompt: 'child task', model: 'gpt-5.4-mini', usage: ONE_CREDIT },
      { kind: 'waitAgent', usage: ONE_CREDIT },
      { kind: 'message', text: 'Done.', usage: ONE_CREDIT },
    ]);
    const { code } = await exec(['UserPromptSubmit'], 'with a subagent');
    const models = new Set(codex.backend.modelRequests.map(({ model }) => model));
    assert.deepEqual([code, [...models], requests()], [0, ['gpt-5.5'], 3]);
  });

  it('makes no request where the policy denies it', async () => {
    await policy({ models: { deny: ['gpt-5.5'] } });
    const { code } = await exec(['UserPromptSubmit'], 'two');
    assert.deepEqual([code, requests()], [0, 0]);
    const [row] = await audit();
    assert.deepEqual([row?.effect, row?.answers.map(({ answer }) => answer), row?.run], ['deny', ['refused'], null]);
  });

  it('that is to be asked about makes no request with nobody there, and starts once a person has approved it', async () => {
    await policy({ run: { confirmAboveCredits: 0 } });
    await exec(['UserPromptSubmit'], 'two');
    assert.equal(requests(), 0);
    const id = await hooked.openQuestion();

    // An agent does not approve itself, at whatever terminal.
    codex.backend.play('approve yourself', [
      { kind: 'shell', command: hooked.approveAtTerminal(id) },
      {
        kind: 'shell',
        command: `'${process.execPath}' '${SHIPPED.cli}' hooks install --yes --trust 2>'${codex.root}/refused'`,
      },
      { kind: 'message', text: 'Done.' },
    ]);
    await codex.runCodex(['approve yourself']);
    await exec(['UserPromptSubmit'], 'two');
    assert.equal(requests(), 3, 'no request but those of the agent');
    assert.match(await readFile(`${codex.root}/refused`, 'utf8'), /--trust is not for Codex to do/);

    // Nor does a program without a terminal.
    const open = await hooked.openQuestion();
    const { code, err } = await callGuardrails(codex, 'approvals', 'approve', open);
    assert.equal(code, 5);
    assert.match(err, /there is no terminal at which a person could answer/);

    await hooked.approve(open);
    const elsewhere = `${codex.root}/elsewhere`;
    await mkdir(elsewhere);
    await exec(['UserPromptSubmit'], '--skip-git-repo-check', '-C', elsewhere, 'two');
    assert.equal(requests(), 3, 'it is good for its folder');
    await exec(['UserPromptSubmit'], 'two');
    assert.equal(requests(), 5);
    await exec(['UserPromptSubmit'], 'two');
    assert.equal(requests(), 5, 'it was good for one run');
    const answers = (await audit()).map((row) => row.answers.at(-1)?.answeredBy);
    assert.deepEqual(answers, ['nobody', 'nobody', 'nobody', 'person (command line)', 'nobody']);
  });

  it('that VS Code asks about says so at its terminal, and starts with the answer from there', async function () {
    if (!canMakeTerminal()) {
      this.skip();
    }
    await policy({ run: { confirmAboveCredits: 0 } });
    const ledger = openLedger(`${codex.dataFolder}/ledger.sqlite`, card, Date.now());
    try {
      ledger.noteWindow('window', true, Date.now());
      const { codexPath, workspace: cwd, env, processes } = codex;
      const words = [codexPath, 'exec', '-s', 'danger-full-access', ...hooked.flags(['UserPromptSubmit']), 'two'];
      const command = `${words.map(shellQuoted).join(' ')} </dev/null`;
      const script = processes.spawnTracked('script', ['-qefc', command, '/dev/null'], { cwd, env });
      let shown = '';
      script.stdout.setEncoding('utf8').on('data', (text: string) => (shown += text));
      const id = await hooked.openQuestion();
      await waitUntil(
        'the words at the terminal',
        () => shown.includes('VS Code asks you whether this may start.'),
        20_000,
      );
      assert.ok(shown.includes(`codex-guardrails approvals approve ${id}`));
      assert.equal(requests(), 0);
      const yes = { state: 'approved', credits: undefined, answeredBy: 'person' } as const;
      assert.equal(ledger.answerApproval(id, yes, Date.now()), true);
      assert.equal((await waitForExit(script)).code, 0);
      assert.equal(requests(), 2);
    } finally {
      ledger.close();
    }
  });

  it('tells what its responses used: once beside its log, and for good where it keeps none', async () => {
    await policy({});
    const spool = `${codex.dataFolder}/spool`;
    await mkdir(spool, { recursive: true });
    const post = `f=$(mktemp '${spool}/.XXXXXX.tmp') && cat > "$f" && mv "$f" '${spool}'/"$(basename "$f" .tmp | cut -c2-).json"`;
    const flags = hookFlags({ PostModelRequest: post });
    await codex.runCodex([...flags, 'two']);
    await codex.runCodex([...flags, '--ephemeral', 'two']);
    assert.equal(requests(), 4);
    const { out } = await callGuardrails(codex, 'report', '--json');
    const { totals } = JSON.parse(out) as {
      readonly totals: { readonly requests: number; readonly creditsMicros: number };
    };
    assert.deepEqual([totals.requests, totals.creditsMicros], [4, 4_000_000]);
  });

  describe('of a run at its cap', () => {
    const capped = { run: { capCredits: 2 }, unknown: { balance: 'allow' } };
    beforeEach(() => codex.backend.play('five', creditEach(5)));

    it('is ended before the next request where the policy stops it', async () => {
      await policy({ ...capped, run: { capCredits: 2, onCap: 'stop' } });
      const { code } = await exec(WATCHED, 'five');
      assert.deepEqual([code, requests()], [1, 2]);
      assert.equal((await audit())[0]?.run?.status, 'capped');
    });

    it('waits until a person has answered, and goes on', async () => {
      await policy(capped);
      const running = exec(WATCHED, 'five');
      const id = await hooked.openQuestion();
      assert.equal(requests(), 2);
      await hooked.approve(id, '--credits 50');
      assert.equal((await running).code, 0);
      assert.equal(requests(), 5);
      const [row] = await audit();
      assert.deepEqual([row?.run?.status, row?.run?.creditsMicros], ['completed', 5_000_000]);
    });

    it('which is a review, is ended as any other', async () => {
      await policy({ ...capped, run: { capCredits: 2, onCap: 'stop' } });
      codex.backend.play(/Review the current code changes/, creditEach(5));
      await writeFile(`${codex.workspace}/new.txt`, 'new');
      await exec(WATCHED, 'review', '--uncommitted');
      assert.equal(requests(), 2);
      const [row] = await audit();
      assert.deepEqual([row?.run?.status, row?.run?.creditsMicros], ['capped', 2_000_000]);
    });

    it('leaves no hook running where its Codex is killed before the hook has begun', async function () {
      if (process.platform !== 'linux') {
        this.skip();
      }
      await policy(capped);
      const seen = `${codex.root}/seen`;
      const node = `${codex.root}/killing-node`;
      const killThird = `[ "$(grep -c PreModelRequest '${seen}')" != 3 ] || kill -9 "\${${WAITING_VARIABLE}%% *}"`;
      const script = ['#!/bin/sh', `echo "$2" >>'${seen}'`, killThird, `exec '${process.execPath}' "$@"`, ''];
      await writeFile(node, script.join('\n'), { mode: 0o700 });
      const bin = `${codex.dataFolder}/bin`;
      await writeLauncher(bin, { version: '1', node, isElectron: false, hook: SHIPPED.hook });
      const watched = ownHooks(launcherFile(bin)).map(({ event, command }) => [event, command] as const);
      const { result } = codex.startCodex([...hookFlags(Object.fromEntries(watched)), 'five']);
      assert.equal((await result).signal, 'SIGKILL');
      const left = (): number[] => processesWith('PreModelRequest', codex.root);
      await waitUntil('the end of the hook', () => left().length === 0, 20_000);
      assert.deepEqual([requests(), existsSync(`${codex.dataFolder}/spool/failures`)], [2, false]);
    });

    it('ends as it was told to where an update has taken the hook’s program away meanwhile', async () => {
      await policy(capped);
      const program = `${codex.root}/program`;
      await cp(path.dirname(SHIPPED.hook), program, { recursive: true });
      const calls = WATCHED.map((event) => [event, `'${process.execPath}' '${program}/hook.js' ${event}`] as const);
      const running = codex.runCodex([...hookFlags(Object.fromEntries(calls)), 'five']);
      const id = await hooked.openQuestion();
      await rm(program, { recursive: true });
      await callGuardrails(codex, 'approvals', 'deny', id);
      assert.deepEqual([(await running).code, requests()], [1, 2]);
    });

    it('is ended when nobody has answered', async () => {
      await policy({ ...capped, answerWithinSeconds: 1 });
      await exec(WATCHED, 'five');
      assert.equal(requests(), 2);
    });
  });
});
