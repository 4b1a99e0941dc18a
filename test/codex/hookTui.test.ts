import assert from 'node:assert/strict';
import { creditEach } from '../support/codex/guardedTurn.ts';
import { callGuardrails } from '../support/codex/guardrailsCli.ts';
import { type HookedCodex, WATCHED, createHookedCodex } from '../support/codex/hookedCodex.ts';
import { TITLE, TuiAtTerminal, canMakeTerminal } from '../support/codex/terminal.ts';

describe('the real TUI at a terminal, whose hooks we answer', function () {
  this.timeout(60_000);

  let hooked: HookedCodex;
  let tui: TuiAtTerminal;
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
    hooked.codex.backend.play(TITLE, [{ kind: 'message', text: 'A title' }]);
    await hooked.policy({ models: { deny: ['gpt-5.5'] } });
    tui = new TuiAtTerminal(hooked.codex, hooked.flags(WATCHED));
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
    await tui.shows('Done.');
    assert.equal(requests(), 2);
  });

  it('waits at a cap, and goes on once it is raised; each request is in the ledger once', async () => {
    await hooked.policy({ run: { capCredits: 2 }, paidCredits: 'allow', unknown: { balance: 'allow' } });
    await tui.say('second task');
    const id = await hooked.openQuestion();
    assert.equal(requests(), 2 + 2);
    await hooked.approve(id, '--credits 50');
    await tui.shows('Done.', 2);
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
});
