import assert from 'node:assert/strict';

import { SectionAsker, type ShownSection } from '../../../src/panel/components/sectionAsker.ts';
import type { PanelMessage } from '../../../src/panel/messageProtocol.ts';
import type { PanelState } from '../../../src/panel/panelProtocol.ts';

const asked = { bucket: 'day', stack: 'model' } as const;
const stateWith = (count: number): PanelState =>
  ({
    runs: { rows: Array.from({ length: count }, (_, index) => ({ runId: `run-${index}` })) },
  }) as unknown as PanelState;

function asking(...shown: readonly Partial<ShownSection>[]): PanelMessage[] {
  const said: PanelMessage[] = [];
  const asker = new SectionAsker((message) => said.push(message));
  for (const one of shown) {
    asker.ask({ tab: 'now', state: undefined, spend: undefined, spendAsked: asked, ...one });
  }
  return said;
}

describe('what the panel asks for', () => {
  it('is spend once, as long as it is shown, and then no more', () =>
    assert.deepEqual(asking({ tab: 'spend' }, { tab: 'spend' }, { tab: 'now' }, { tab: 'spend' }), [
      { kind: 'askSpend', asked },
      { kind: 'leaveSpend' },
      { kind: 'askSpend', asked },
    ]));

  it('is the courses of budgets after leaving spend', () =>
    assert.deepEqual(
      asking({ tab: 'spend' }, { tab: 'budgets' }, { tab: 'runs' }).map(({ kind }) => kind),
      ['askSpend', 'leaveSpend', 'askCourses', 'leaveCourses'],
    ));

  it('is each title once, of runs that are shown, and no more than are answered at a time', () => {
    const runs = (count: number) => ({ tab: 'runs', state: stateWith(count) }) as const;
    const counts = asking({ state: stateWith(2) }, runs(2), runs(2), runs(3), runs(300)).map(
      (message) => message.kind === 'showRuns' && message.runIds.length,
    );
    assert.deepEqual(counts, [2, 1, 200]);
  });
});
