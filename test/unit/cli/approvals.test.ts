import assert from 'node:assert/strict';

import { GuardError } from '../../../src/base/errors.ts';
import type { NewApproval } from '../../../src/core/decisions/approval.ts';
import { approvalsApprove } from '../../../src/cli/commands/approvals.ts';
import { CliContext } from '../../../src/cli/context.ts';
import { type Caller, askPerson } from '../../../src/cli/person.ts';
import { type Ledger, openLedger } from '../../../src/ledger/ledger.ts';
import { card, credits, unpricedEstimate } from '../make.ts';
import { cliFixture } from './runCli.ts';

const asked: NewApproval = {
  kind: 'prompt',
  decisionId: 'decision-1',
  runId: undefined,
  prompt: 'Fix it.',
  place: { folder: '/work/api', surface: 'exec', terminal: '/dev/pts/3' },
  question: {
    findings: [{ ruleId: 'unknown.effort', file: undefined, effect: 'confirm', reason: { kind: 'unknownEffort' } }],
    estimate: unpricedEstimate,
    cap: credits(5),
    spent: undefined,
  },
  waiterPid: undefined,
  windowId: undefined,
};

const person = (says: string): Caller => ({ codex: () => undefined, ask: () => says });
const codex = { pid: 1, kind: 'exec', terminal: undefined, listensAt: undefined } as const;
const agent: Caller = { codex: () => codex, ask: () => 'yes' };

describe('codex-guardrails approvals', () => {
  const { run, json, folder } = cliFixture();

  function withLedger<T>(work: (ledger: Ledger) => T): T {
    const ledger = openLedger(folder('data', 'ledger.sqlite'), card, Date.now());
    try {
      return work(ledger);
    } finally {
      ledger.close();
    }
  }
  const raise = () => withLedger((ledger) => ledger.raiseApproval(asked, Date.now() + 60_000, Date.now()).id);
  const stateOf = (id: string) => withLedger((ledger) => ledger.approval(id));

  async function approve(id: string, caller: Caller, granted?: number) {
    const out: string[] = [];
    const write = (text: string) => void out.push(text);
    const terminal = { out: write, err: write, draw: write, styled: write, hasColors: false, isInteractive: false };
    const programs = { threadScript: undefined, hookScript: undefined };
    const env = { CODEX_GUARDRAILS_HOME: folder('data') };
    const context = await CliContext.open({ terminal, env, namedHomes: [], programs });
    try {
      return approvalsApprove(context, granted === undefined ? {} : { credits: granted }, [id], caller);
    } finally {
      context.close();
    }
  }

  it('list tells what waits, where it comes from and why it is asked', async () => {
    const id = raise();
    const { out } = await run('approvals', 'list');
    for (const part of [id, 'exec at /dev/pts/3', '/work/api', 'The reasoning effort is not known.', '5']) {
      assert.ok(out.includes(part), `${part} in ${out}`);
    }
    const { rows } = await json('approvals', 'list');
    assert.equal((rows as readonly { readonly id: string }[])[0]?.id, id);
  });

  it('approve takes a person’s yes, with a cap', async () => {
    const id = raise();
    assert.equal(await approve(id, person('yes'), 3), 0);
    const { state, credits: granted } = stateOf(id) ?? {};
    assert.deepEqual([state, granted], ['approved', credits(3)]);
  });

  for (const says of ['', 'y', 'no']) {
    it(`approve takes “${says}” for no yes`, async () => {
      const id = raise();
      assert.equal(await approve(id, person(says)), 5);
      assert.equal(stateOf(id)?.state, 'open');
    });
  }

  it('approve is refused to an agent, which is not even asked', async () => {
    const id = raise();
    await assert.rejects(
      () => approve(id, agent),
      (error) => GuardError.is(error, 'input.noPerson'),
    );
    assert.equal(stateOf(id)?.state, 'open');
  });

  it('approve is refused where there is no terminal', () => {
    const without: Caller = {
      codex: () => undefined,
      ask: () => {
        throw new Error('ENXIO');
      },
    };
    assert.throws(
      () => askPerson('?', without),
      (error) => GuardError.is(error, 'input.noPerson'),
    );
  });

  it('deny says no', async () => {
    const id = raise();
    assert.equal((await run('approvals', 'deny', id)).code, 0);
    assert.equal(stateOf(id)?.state, 'denied');
  });

  it('names an id that is not known', async () => {
    const { code, err } = await run('approvals', 'deny', 'nothing');
    assert.equal(code, 2);
    assert.match(err, /“nothing”/);
  });
});
