import assert from 'node:assert/strict';

import { Emitter } from '../../../../src/base/emitter.ts';
import { runRequests } from '../../../../src/core/usage/runRequests.ts';
import type { GuardState } from '../../../../src/host/hooks/guardState.ts';
import { PanelQuestions } from '../../../../src/host/panel/panelQuestions.ts';
import type { HostMessage } from '../../../../src/panel/panelProtocol.ts';
import { silentLog } from '../../../support/silentLog.ts';
import { card, event } from '../../make.ts';
import { guardState, runSummary, tools, usageModel } from '../views.ts';

/** A panel whose ledger answers at once; what was asked, and what was said. */
function questions() {
  const asked: string[] = [];
  const said: HostMessage[] = [];
  const changes = new Emitter<GuardState>((error) => assert.fail(String(error)));
  const answer = <T>(what: string, value: T): Promise<T> => {
    asked.push(what);
    return Promise.resolve(value);
  };
  const panel = new PanelQuestions({
    ingest: {
      titles: (runIds) => answer(`titles ${runIds.length}`, { [runIds[0] ?? '']: 'Fix it' }),
      ledger: {
        run: (runId) => answer(`run ${runId}`, runSummary({ runId })),
        runRequests: () => Promise.resolve(runRequests([event()], card)),
        spend: (_query, spans) =>
          answer(
            'spend',
            spans.map((span) => ({ ...span, sums: [] })),
          ),
        spendRuns: () => answer('spendRuns', []),
        budgetCourses: () => answer('budgetCourses', []),
      },
    },
    store: { state: guardState(), onDidChange: changes.event },
    tools,
    log: silentLog,
  });
  panel.onDidSay((message) => said.push(message));
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return { panel, asked, said, changes, settled };
}

const withRun = (requests: number): GuardState =>
  guardState({ usage: usageModel({ runs: [runSummary({ requests })] }) });

describe('what the panel asks for when a person looks', () => {
  it('is a run’s requests, once it is opened, and again when it has made more', async () => {
    const { panel, asked, said, changes, settled } = questions();
    changes.fire(withRun(3));
    assert.ok(panel.receive({ kind: 'openRun', runId: 'run-1' }));
    await settled();
    changes.fire(withRun(3));
    await settled();
    changes.fire(withRun(4));
    await settled();
    assert.deepEqual(asked, ['run run-1', 'run run-1']);
    assert.deepEqual(
      said.map(({ kind }) => kind),
      ['runPage', 'runPage'],
    );
    panel.dispose();
  });

  it('is no run that was closed', async () => {
    const { panel, asked, changes, settled } = questions();
    panel.receive({ kind: 'openRun', runId: 'run-1' });
    panel.receive({ kind: 'closeRun' });
    await settled();
    changes.fire(withRun(5));
    await settled();
    assert.deepEqual(asked, ['run run-1']);
    panel.dispose();
  });

  it('is nothing once nobody looks', async () => {
    const { panel, asked, changes, settled } = questions();
    panel.receive({ kind: 'openRun', runId: 'run-1' });
    await settled();
    panel.rest();
    changes.fire(withRun(5));
    await settled();
    assert.deepEqual(asked, ['run run-1']);
    panel.dispose();
  });

  it('is spend as long as it is shown; the runs behind it only of a part', async () => {
    const { panel, asked, said, settled } = questions();
    panel.receive({ kind: 'askSpend', asked: { bucket: 'day', stack: 'model' } });
    await settled();
    panel.receive({ kind: 'askSpend', asked: { bucket: 'day', stack: 'model', only: 'gpt-5.5' } });
    await settled();
    panel.receive({ kind: 'leaveSpend' });
    assert.deepEqual(asked, ['spend', 'spend', 'spendRuns']);
    assert.deepEqual(
      said.map(({ kind }) => kind),
      ['spend', 'spend'],
    );
    panel.dispose();
  });

  it('is the courses of budgets as long as these are shown', async () => {
    const { panel, asked, said, changes, settled } = questions();
    panel.receive({ kind: 'askCourses' });
    await settled();
    panel.receive({ kind: 'leaveCourses' });
    changes.fire(guardState());
    await settled();
    assert.deepEqual([asked, said], [['budgetCourses'], [{ kind: 'courses', courses: [] }]]);
    panel.dispose();
  });

  it('are titles, a few at a time', async () => {
    const { panel, asked, said, settled } = questions();
    panel.receive({ kind: 'showRuns', runIds: Array.from({ length: 25 }, (_, index) => `run-${index}`) });
    await settled();
    assert.deepEqual(asked, ['titles 10', 'titles 10', 'titles 5']);
    assert.deepEqual(said[1], { kind: 'titles', titles: { 'run-10': 'Fix it' } });
    panel.dispose();
  });

  it('leaves to others what is theirs', () => {
    const { panel } = questions();
    assert.equal(panel.receive({ kind: 'refresh' }), false);
    panel.dispose();
  });
});
