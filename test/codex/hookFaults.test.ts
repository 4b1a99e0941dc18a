import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

import { type HookRuntime, tellOnFailure, writeLauncher } from '../../src/codex/hooks/hookRuntime.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import type { CodexFixture } from '../support/codex/codexFixture.ts';
import { creditEach } from '../support/codex/guardedTurn.ts';
import { callGuardrails } from '../support/codex/guardrailsCli.ts';
import { hookFlags } from '../support/codex/hookFlags.ts';
import { type HookedCodex, createHookedCodex } from '../support/codex/hookedCodex.ts';
import { waitUntil } from '../support/codex/waitUntil.ts';
import { SHIPPED } from '../support/shippedPrograms.ts';
import { card } from '../unit/make.ts';

const PATIENCE_MS = 30_000;
const NOT_WORKING = /The guard of Codex runs does not work\./;

describe('hooks of the real Codex that cannot be answered', function () {
  this.timeout(120_000);

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
    codex.backend.play('one', creditEach(1));
    codex.backend.play('five', creditEach(5));
    await hooked.policy({ paidCredits: 'allow', unknown: { balance: 'allow' } });
    await hooked.install();
  });
  afterEach(() => codex.dispose());

  const bin = (): string => `${codex.dataFolder}/bin`;
  const ledgerFile = (): string => `${codex.dataFolder}/ledger.sqlite`;
  const failures = (): string => readFileSync(`${codex.dataFolder}/spool/failures`, 'utf8');
  /** Has the hooks start something else. */
  const start = (change: Partial<HookRuntime>): Promise<void> =>
    writeLauncher(bin(), { version: '1', node: process.execPath, isElectron: false, hook: SHIPPED.hook, ...change });
  function script(name: string, text: string): string {
    const file = `${codex.root}/${name}`;
    writeFileSync(file, text, { mode: 0o700 });
    return file;
  }

  type Mend = () => void | Promise<void>;
  const mended = (): Promise<void> => start({});
  const FAULTS: readonly (readonly [what: string, reason: RegExp, bring: () => Promise<Mend> | Mend])[] = [
    [
      'whose program crashes',
      /the program ended with code 7/,
      async () => {
        await start({ hook: script('crash.js', 'process.exit(7)') });
        return mended;
      },
    ],
    [
      'whose program is killed',
      /the program ended with code 137/,
      async () => {
        await start({ hook: script('killed.js', 'process.kill(process.pid, "SIGKILL")') });
        return mended;
      },
    ],
    [
      'whose Node has gone',
      /there is no program at .*no-node/,
      async () => {
        await start({ node: `${codex.root}/no-node` });
        return mended;
      },
    ],
    [
      'whose Node is an old one',
      /Node 22\.15 or newer is needed, and \S+ is 20\.20\.2/,
      async () => {
        const older = `{ ...process.versions, node: '20.20.2' }`;
        const before = script('older.cjs', `Object.defineProperty(process, 'versions', { value: ${older} });`);
        const node = script('old-node', `#!/bin/sh\nexec '${process.execPath}' --require '${before}' "$@"\n`);
        await start({ node });
        return mended;
      },
    ],
    [
      'whose ledger somebody else holds',
      /the ledger is held by another process for too long/,
      () => {
        const other = new DatabaseSync(ledgerFile());
        other.exec('BEGIN IMMEDIATE');
        return () => {
          other.close();
        };
      },
    ],
  ];

  for (const [what, reason, bring] of FAULTS) {
    it(`${what} let go on or refuse, as the policy says; and it is seen until one is answered again`, async () => {
      const mend = await bring();
      await codex.runCodex(['one']);
      assert.equal(hooked.requests(), 1);
      assert.match(failures(), reason);
      await tellOnFailure(bin(), 'deny');
      await codex.runCodex(['one']);
      assert.equal(hooked.requests(), 1);

      await mend();
      const { err } = await callGuardrails(codex, 'hooks', 'status');
      assert.match(err, NOT_WORKING);
      assert.match(err, reason);
      const doctor = await callGuardrails(codex, 'doctor');
      assert.equal(doctor.code, 1);
      assert.match(doctor.out, NOT_WORKING);

      await codex.runCodex(['one']);
      assert.deepEqual([hooked.requests(), await hooked.counted()], [2, 2]);
      const after = await callGuardrails(codex, 'hooks', 'status');
      assert.doesNotMatch(after.err, NOT_WORKING);
      assert.match(after.err, /A hook was last not answered at /);
    });
  }

  it('hold a request where the policy says so, until one is answered again', async () => {
    await tellOnFailure(bin(), 'deny');
    const broken = `${codex.root}/broken`;
    const breaks = `[ "$2" = UserPromptSubmit ] || [ ! -e '${broken}' ] || exit 7`;
    writeFileSync(broken, '');
    await start({ node: script('node', `#!/bin/sh\n${breaks}\nexec '${process.execPath}' "$@"\n`) });
    const running = codex.runCodex(['five']);
    await waitUntil('the failure', () => existsSync(`${codex.dataFolder}/spool/failures`), PATIENCE_MS);
    assert.equal(hooked.requests(), 0);
    rmSync(broken);
    assert.equal((await running).code, 0);
    assert.deepEqual([hooked.requests(), await hooked.counted()], [5, 5]);
  });

  for (const [onFailure, requests] of [
    ['allow', 1],
    ['deny', 0],
  ] as const) {
    it(`in a folder that cannot be written make ${requests} requests: ${onFailure}; and it is said`, async function () {
      await tellOnFailure(bin(), onFailure);
      if (process.getuid?.() !== 0 || !mount('--bind', codex.dataFolder, codex.dataFolder)) {
        this.skip();
      }
      try {
        mount('-o', 'remount,bind,ro', codex.dataFolder);
        assert.equal((await codex.runCodex(['one'])).code, 0);
        assert.equal(hooked.requests(), requests);
        const { code, err } = await callGuardrails(codex, 'hooks', 'status');
        assert.equal(code, 1);
        assert.match(err, /cannot be (written|opened)|readonly|read-only/);
      } finally {
        spawnSync('umount', ['-l', codex.dataFolder]);
      }
      await codex.runCodex(['one']);
      assert.deepEqual([hooked.requests(), await hooked.counted()], [requests + 1, requests + 1]);
    });
  }

  it('let go on where Codex’s time for them is over, and nobody can answer their question any more', async () => {
    await callGuardrails(codex, 'hooks', 'uninstall');
    await hooked.policy({ run: { confirmAboveCredits: 0 } });
    const ledger = openLedger(ledgerFile(), card, Date.now());
    try {
      ledger.noteWindow('window', true, Date.now());
      const command = `'${process.execPath}' '${SHIPPED.hook}' UserPromptSubmit`;
      const { code } = await codex.runCodex([...hookFlags({ UserPromptSubmit: command }, 2), 'one']);
      assert.deepEqual([code, hooked.requests()], [0, 1]);
      await waitUntil('the end of the question', () => ledger.openApprovals(Date.now()).length === 0, PATIENCE_MS);
    } finally {
      ledger.close();
    }
  });

  describe('are answered all the same', () => {
    it('where the ledger is missing: it is built again', async () => {
      await codex.runCodex(['one']);
      for (const name of readdirSync(codex.dataFolder).filter((each) => each.startsWith('ledger.sqlite'))) {
        rmSync(`${codex.dataFolder}/${name}`);
      }
      await hooked.policy({ models: { deny: ['gpt-5.5'] } });
      await codex.runCodex(['one']);
      assert.deepEqual([hooked.requests(), await hooked.counted()], [1, 1]);
      assert.equal(existsSync(`${codex.dataFolder}/spool/failures`), false);
    });

    it('where gates are corrupt: each request is looked at, and the cap holds', async () => {
      await hooked.policy({
        run: { capCredits: 3, onCap: 'stop' },
        paidCredits: 'allow',
        unknown: { balance: 'allow' },
      });
      const gates = `${codex.dataFolder}/hook-gates`;
      const spoil = `for gate in '${gates}'/*/gate.*; do [ ! -e "$gate" ] || echo 'below 1e99' >"$gate"; done`;
      const note = `echo "$2" >>'${codex.root}/started'`;
      await start({
        node: script('node', `#!/bin/sh\n${note}\n'${process.execPath}' "$@"\ncode=$?\n${spoil}\nexit $code\n`),
      });
      await codex.runCodex(['five']);
      assert.deepEqual([hooked.requests(), await hooked.counted()], [3, 3]);
      const looked = readFileSync(`${codex.root}/started`, 'utf8').match(/PreModelRequest/g)?.length;
      assert.equal(looked, 4);
    });
  });
});

function mount(...args: readonly string[]): boolean {
  return spawnSync('mount', args).status === 0;
}
