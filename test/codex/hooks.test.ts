import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import * as z from 'zod';

import type { AppServerClient } from '../../src/codex/appServer/appServerClient.ts';
import { managedToml } from '../../src/codex/hooks/hookConfig.ts';
import {
  type HookFolders,
  type HookPlan,
  planHooks,
  removeHooks,
  writeHooks,
} from '../../src/codex/hooks/hookInstall.ts';
import { type HookStates, forgetHooks, readHookStates, trustHooks } from '../../src/codex/hooks/hookTrust.ts';
import { askCodex } from '../support/codex/askCodex.ts';
import { type CodexFixture, createCodexFixture } from '../support/codex/codexFixture.ts';
import { callGuardrails } from '../support/codex/guardrailsCli.ts';
import { waitForExit } from '../support/processes.ts';

const THEIRS = `{
\t"hooks": {"UserPromptSubmit": [ {"matcher":"*", "hooks": [{"type":"command","command":"/bin/true a"},{"type":"command","command":"/bin/true b","timeout":7}]} ],
\t\t"Stop": [{"hooks":[{"type":"command","command":"/bin/true c"}]}]}
}`;

const listedHook = z.object({
  key: z.string(),
  currentHash: z.string(),
  trustStatus: z.string(),
  command: z.string(),
});
type ListedHook = z.output<typeof listedHook>;

const EVENTS = ['UserPromptSubmit', 'PreModelRequest', 'PreCompact', 'PostModelRequest'];

describe('hooks in a home of the real Codex', function () {
  this.timeout(120_000);

  let codex: CodexFixture;
  let hooksFile: string;
  let configFile: string;
  beforeEach(async () => {
    codex = await createCodexFixture();
    hooksFile = path.join(codex.codexHome, 'hooks.json');
    configFile = path.join(codex.codexHome, 'config.toml');
  });
  afterEach(() => codex.dispose());

  const launcher = (): string => path.join(codex.dataFolder, 'bin', 'codex-hook');
  const folders = (): HookFolders => ({
    binFolder: path.join(codex.dataFolder, 'bin'),
    hooksFolder: path.join(codex.dataFolder, 'hooks'),
  });

  /** Installs as the command does, upon a yes to both questions. */
  async function install(client: AppServerClient): Promise<HookPlan> {
    const plan = await planHooks(codex.codexHome, folders());
    await writeHooks(plan, folders());
    await trustHooks(client, plan);
    return plan;
  }

  function read(client: AppServerClient): Promise<HookStates> {
    const home = realpathSync(codex.codexHome);
    return readHookStates(client, { home, hooksFile: path.join(home, 'hooks.json') }, launcher());
  }

  async function states(client: AppServerClient): Promise<string[]> {
    const { hooks: found } = await read(client);
    assert.deepEqual(
      found.map(({ event }) => event),
      EVENTS,
    );
    return [...new Set(found.map(({ state }) => state))].sort();
  }

  const list = z.object({ data: z.array(z.object({ hooks: z.array(listedHook) })) });
  const listed = async (client: AppServerClient): Promise<ListedHook[]> =>
    (await client.request('hooks/list', { cwds: [codex.workspace] }, list)).data.flatMap((entry) => entry.hooks);
  /** Those of another tool, as Codex sees them. */
  const others = async (client: AppServerClient): Promise<ListedHook[]> =>
    (await listed(client)).filter(({ command }) => !command.includes('codex-hook'));
  const write = (client: AppServerClient, value: object): Promise<unknown> =>
    client.request(
      'config/batchWrite',
      { edits: [{ keyPath: 'hooks.state', value, mergeStrategy: 'upsert' }], reloadUserConfig: true },
      z.unknown(),
    );

  /** Puts hooks of another tool into the home, and trusts them. */
  async function installOthers(client: AppServerClient): Promise<ListedHook[]> {
    writeFileSync(hooksFile, THEIRS);
    const found = await listed(client);
    await write(client, Object.fromEntries(found.map(({ key, currentHash }) => [key, { trusted_hash: currentHash }])));
    return others(client);
  }

  it('are shown, written, trusted, run and taken out again, and leave another tool’s as they were', async () => {
    const before = await askCodex(codex, installOthers);
    assert.deepEqual(
      before.map(({ trustStatus }) => trustStatus),
      ['trusted', 'trusted', 'trusted'],
    );
    const config = readFileSync(configFile, 'utf8');

    const { out, err } = await callGuardrails(codex, 'hooks', 'install', '--yes', '--trust', '--json');
    const answer = JSON.parse(out) as { hooks: { state: string }[] };
    assert.deepEqual([...new Set(answer.hooks.map(({ state }) => state))], ['active']);
    await askCodex(codex, async (client) => {
      const ours = (await listed(client)).filter(({ command }) => command.includes('codex-hook'));
      const announced = [...err.matchAll(/trusted_hash = "(.*?)"/g)].map(([, hash]) => hash);
      assert.deepEqual(ours.map(({ currentHash }) => currentHash).sort(), announced.sort());
      assert.deepEqual(await others(client), before);
    });

    await runGuarded();

    await callGuardrails(codex, 'hooks', 'uninstall');
    assert.equal(readFileSync(hooksFile, 'utf8'), THEIRS);
    assert.equal(readFileSync(configFile, 'utf8'), config);
    assert.deepEqual(await askCodex(codex, others), before);
    assert.equal(existsSync(launcher()), false);
  });

  /** One run that is let pass and counted once, and one that is refused, whatever data folder its surroundings name. */
  async function runGuarded(): Promise<void> {
    const usage = { input: 1_000, cached: 0, cacheWrite: 0, output: 10, reasoning: 0 };
    codex.backend.play('hello', [{ kind: 'message', text: 'Done.', usage }]);
    await codex.runCodex(['hello']);
    const { out } = await callGuardrails(codex, 'report', '--by', 'run', '--json');
    const { rows } = JSON.parse(out) as { rows: { requests: number; inputTokens: number }[] };
    assert.deepEqual(
      rows.map(({ requests, inputTokens }) => [requests, inputTokens]),
      [[1, 1_000]],
    );
    await tellsUnguarded();
    const { length } = codex.backend.modelRequests;
    writeFileSync(path.join(codex.dataFolder, 'policy.json'), '{"version":1,"models":{"deny":["*"]}}');
    const { workspace: cwd, env, codexPath } = codex;
    const elsewhere = { ...env, CODEX_GUARDRAILS_HOME: path.join(codex.root, 'elsewhere') };
    const denied = codex.processes.spawnTracked(codexPath, ['exec', 'hello'], { cwd, env: elsewhere });
    denied.stdin.end();
    denied.stdout.resume();
    denied.stderr.resume();
    await waitForExit(denied);
    assert.equal(codex.backend.modelRequests.length, length);
    assert.equal(existsSync(path.join(codex.dataFolder, 'spool', 'failures')), false);
  }

  /** Of the run that was let pass nothing is said; of one that is kept from the hooks, that it was not guarded. */
  async function tellsUnguarded(): Promise<void> {
    const report = async () => {
      const { out } = await callGuardrails(codex, 'report', '--json');
      return (JSON.parse(out) as { unguardedRuns: { threadId: string; reason: string }[] }).unguardedRuns;
    };
    assert.deepEqual(await report(), []);
    const { threadId } = await codex.runCodex(['--disable', 'hooks', 'hello']);
    const found = (await report()).map(({ threadId: thread, reason }) => [thread, reason]);
    assert.deepEqual(found, [[threadId, 'passedOver']]);
  }

  it('answer once where an administrator’s are called beside them', async () => {
    await callGuardrails(codex, 'hooks', 'install', '--yes', '--trust');
    codex.backend.state.requirements = managedToml();
    rmSync(path.join(codex.codexHome, 'cloud-config-bundle-cache.json'));
    const { err } = await callGuardrails(codex, 'hooks', 'status');
    assert.match(err, /Hooks of your administrator guard this home, and so do your own/);
    codex.backend.play('hello', [
      { kind: 'shell', command: 'true' },
      { kind: 'message', text: 'Done.' },
    ]);
    const policy = (rules: object): void => {
      writeFileSync(path.join(codex.dataFolder, 'policy.json'), JSON.stringify({ version: 1, ...rules }));
    };
    const audit = async (): Promise<{ run: { status: string } | null }[]> => {
      const { out } = await callGuardrails(codex, 'audit', '--json');
      return (JSON.parse(out) as { rows: { run: { status: string } | null }[] }).rows;
    };
    policy({ run: { confirmAboveCredits: 0 } });
    await codex.runCodex(['hello']);
    const { out } = await callGuardrails(codex, 'approvals', 'list', '--json');
    assert.equal((JSON.parse(out) as { rows: object[] }).rows.length, 1);
    policy({ unknown: { balance: 'allow' }, paidCredits: 'allow' });
    await codex.runCodex(['hello']);
    assert.equal(codex.backend.modelRequests.length, 2);
    assert.deepEqual(
      (await audit()).map(({ run }) => run?.status),
      [undefined, 'completed'],
    );
    assert.equal(existsSync(path.join(codex.dataFolder, 'spool', 'failures')), false);

    // Where no log tells of them, both hooks have told of the same two responses, which use the same.
    await codex.runCodex(['--ephemeral', 'hello']);
    assert.equal(codex.backend.modelRequests.length, 4);
    const report = JSON.parse((await callGuardrails(codex, 'report', '--json')).out) as {
      totals: { requests: number };
    };
    assert.equal(report.totals.requests, 4);
  });

  it('leave a home that had none as it was', () =>
    askCodex(codex, async (client) => {
      const config = readFileSync(configFile, 'utf8');
      const plan = await install(client);
      assert.deepEqual(await states(client), ['active']);
      await forgetHooks(client, plan);
      await removeHooks(plan.home, folders());
      assert.deepEqual([existsSync(hooksFile), readFileSync(configFile, 'utf8')], [false, config]);
      assert.deepEqual(await states(client), ['missing']);
    }));

  it('need review until they are trusted, and are told apart when switched off or changed since', () =>
    askCodex(codex, async (client) => {
      const before = await installOthers(client);
      const plan = await planHooks(codex.codexHome, folders());
      await writeHooks(plan, folders());
      assert.deepEqual(await states(client), ['needs-review']);
      await trustHooks(client, plan);
      assert.deepEqual(await states(client), ['active']);
      const [{ key } = { key: '' }] = plan.toTrust;
      await write(client, { [key]: { enabled: false } });
      assert.deepEqual(await states(client), ['active', 'disabled']);
      await write(client, { [key]: { enabled: true } });
      writeFileSync(hooksFile, readFileSync(hooksFile, 'utf8').replace('"timeout": 60', '"timeout": 61'));
      assert.deepEqual(await states(client), ['active', 'modified']);
      // An update puts them right where they stand, and what was trusted is trusted again.
      await writeHooks(await planHooks(codex.codexHome, folders()), folders());
      assert.deepEqual(await states(client), ['active']);
      assert.deepEqual(await others(client), before);
    }));

  it('are disabled where all hooks are switched off, and it is told what Codex says of hooks in both forms', () =>
    askCodex(codex, async (client) => {
      await install(client);
      appendFileSync(configFile, '\n[[hooks.Stop]]\nhooks = [{ type = "command", command = "/bin/true" }]\n');
      assert.match((await read(client)).warnings.join(), /loading hooks from both/);
      const config = readFileSync(configFile, 'utf8');
      writeFileSync(configFile, config.replace('[features]\n', '[features]\nhooks = false\n'));
      assert.deepEqual(await states(client), ['disabled']);
    }));

  it('are not run where an administrator lets only their own run', () => {
    codex.backend.state.requirements = 'allow_managed_hooks_only = true\n';
    return askCodex(codex, async (client) => {
      await install(client);
      assert.deepEqual(await states(client), ['managed-only']);
    });
  });

  it('are active as an administrator’s own, as print-managed prints them', () => {
    codex.backend.state.requirements = `allow_managed_hooks_only = true\n${managedToml()}`;
    return askCodex(codex, async (client) => {
      assert.deepEqual(await states(client), ['active']);
      const [own] = await listed(client);
      assert.equal(own?.trustStatus, 'managed');
    });
  });
});
