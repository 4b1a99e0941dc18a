import assert from 'node:assert/strict';

import { openLedger } from '../../src/ledger/ledger.ts';
import { creditEach } from '../support/codex/guardedTurn.ts';
import { callGuardrails } from '../support/codex/guardrailsCli.ts';
import { type HookedCodex, createHookedCodex } from '../support/codex/hookedCodex.ts';
import { card } from '../unit/make.ts';
import { startDaemon } from '../support/codex/appServer.ts';
import { TITLE, TuiAtTerminal, canMakeTerminal, writeKnown } from '../support/codex/terminal.ts';

describe('the real TUI at a terminal, whose hooks we answer', function () {
  this.timeout(60_000);

  let hooked: HookedCodex;
  let tui: TuiAtTerminal;
  /** The TUI shows an answer before its turn has ended; what is said until then belongs to that turn. */
  const done = async (times: number): Promise<void> => {
    await tui.shows('Done.', times);
    await hooked.lastRunIs('completed');
  };
  /** Those of tasks. The TUI asks for a title, too, in a thread that is not logged and that no hook hears of. */
  const requests = (): number =>
    hooked.codex.backend.modelRequests.filter(({ prompt }) => !prompt.startsWith(TITLE)).length;

  before(async function () {
    if (!canMakeTerminal()) {
      console.log('      There is no util-linux “script” here, which makes a terminal: the TUI is not tested.');
      this.skip();
    }
    hooked = await createHookedCodex();
    hooked.codex.backend.play('first task', creditEach(2));
    hooked.codex.backend.play('second task', creditEach(5));
    hooked.codex.backend.play('third task', creditEach(1));
    hooked.codex.backend.play('fourth task', creditEach(1));
    hooked.codex.backend.play('fifth task', creditEach(5));
    hooked.codex.backend.play(TITLE, [{ kind: 'message', text: 'A title' }]);
    await hooked.policy({ models: { deny: ['gpt-5.5'] } });
    await hooked.install();
    tui = new TuiAtTerminal(hooked.codex, []);
    await tui.shows('GPT-5.5 default');
  });
  after(() => hooked.codex.dispose());

  it('says why a prompt is not let pass', async () => {
    await tui.say('first task');
    await tui.shows('Codex Guardrails: not started. The policy does not allow the model gpt-5.5.');
    assert.equal(requests(), 0);
  });

  it('says how to approve one that is asked about, and lets it run when it is sent again', async () => {
    await hooked.policy({ run: { confirmAboveCredits: 0 }, unknown: { balance: 'allow' } });
    await tui.say('first task');
    const id = await hooked.openQuestion();
    await tui.shows(
      `call “codex-guardrails approvals approve ${id}” in a terminal within 10 minutes, and send it again.`,
    );
    assert.equal(requests(), 0);
    await hooked.approve(id);
    await tui.say('first task');
    await done(1);
    assert.equal(requests(), 2);
  });

  it('waits at a cap, and goes on once it is raised; each request is in the ledger once', async () => {
    await hooked.policy({ run: { capCredits: 2 }, paidCredits: 'allow', unknown: { balance: 'allow' } });
    await tui.say('second task');
    const id = await hooked.openQuestion();
    assert.equal(requests(), 2 + 2);
    await hooked.approve(id, '--credits 50');
    await done(2);
    assert.equal(requests(), 2 + 5);
    const { out } = await callGuardrails(hooked.codex, 'report', '--by', 'surface', '--json');
    const { rows } = JSON.parse(out) as { rows: { key: string; requests: number; creditsMicros: number }[] };
    assert.deepEqual(
      rows.map(({ key, requests, creditsMicros }) => [key, requests, creditsMicros]),
      [['tui', 7, 7_000_000]],
    );
    const answers = (await hooked.audit()).map(({ answers: given }) => given.at(-1)?.answeredBy);
    assert.deepEqual(answers, ['policy', 'nobody', 'person (command line)', 'policy']);
  });

  it('lets pass what nothing speaks against, and says what should be known of what it lets pass', async () => {
    await hooked.policy({ paidCredits: 'allow', unknown: { balance: 'allow' } });
    await tui.say('third task');
    await done(3);
    assert.equal((await hooked.audit()).at(-1)?.effect, 'allow');
    await hooked.policy({ paidCredits: 'allow', unknown: { balance: 'allow', effort: 'warn' } });
    await tui.say('third task');
    await tui.shows('Codex Guardrails: This run will likely cost');
    await done(4);
    assert.equal(requests(), 7 + 2);
  });

  it('says that VS Code asks where a window is open, and goes on with what is answered there', async () => {
    await hooked.policy({ run: { confirmAboveCredits: 0 }, unknown: { balance: 'allow' } });
    const ledger = openLedger(`${hooked.codex.dataFolder}/ledger.sqlite`, card, Date.now());
    try {
      ledger.noteWindow('window', true, Date.now());
      await tui.say('fourth task');
      await tui.shows('the question is in VS Code');
      const id = await hooked.openQuestion();
      assert.equal(requests(), 9);
      const yes = { state: 'approved', credits: undefined, answeredBy: 'person' } as const;
      assert.equal(ledger.answerApproval(id, yes, Date.now()), true);
      await hooked.lastRunIs('completed');
      ledger.forgetWindow('window');
    } finally {
      ledger.close();
    }
    assert.equal(requests(), 10);
  });

  it('stands still where its run is to end, until the person stops it; each request is in the ledger once', async () => {
    const rules = { paidCredits: 'allow', unknown: { balance: 'allow' } };
    await hooked.policy({ ...rules, run: { capCredits: 2, onCap: 'stop' } });
    await tui.say('fifth task');
    await hooked.lastRunIs('capped');
    tui.stop();
    await tui.shows('Conversation interrupted');
    assert.deepEqual([requests(), await hooked.counted()], [12, 12]);
  });
});

describe('the real TUI whose threads an app-server serves that takes other clients', function () {
  this.timeout(60_000);

  let hooked: HookedCodex;
  before(async function () {
    if (!canMakeTerminal()) {
      this.skip();
    }
    hooked = await createHookedCodex();
  });
  after(() => hooked.codex.dispose());

  it('is interrupted at its cap, and says so; each request is in the ledger once', async () => {
    const { codex } = hooked;
    codex.backend.play('a task', creditEach(5));
    codex.backend.play(TITLE, [{ kind: 'message', text: 'A title' }]);
    await hooked.install();
    await hooked.policy({
      ...{ paidCredits: 'allow', unknown: { balance: 'allow' } },
      run: { capCredits: 2, onCap: 'stop' },
    });
    await writeKnown(codex);
    await startDaemon(codex);
    const tui = new TuiAtTerminal(codex, [], []);
    await tui.shows('GPT-5.5 default');
    await tui.say('a task');
    await tui.shows('Conversation interrupted');
    const billed = codex.backend.modelRequests.filter(({ prompt }) => !prompt.startsWith(TITLE));
    assert.deepEqual([billed.length, await hooked.counted()], [2, 2]);
    assert.deepEqual(
      (await hooked.audit()).map(({ surface, run }) => [surface, run?.status]),
      [['tui', 'capped']],
    );
  });
});
