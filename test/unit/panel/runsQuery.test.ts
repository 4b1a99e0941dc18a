import assert from 'node:assert/strict';

import { ALL_RUNS, type RunsQuery, choicesOf, queriedRuns, sortedBy } from '../../../src/panel/components/runsQuery.ts';
import type { RunRowView } from '../../../src/panel/runsProtocol.ts';

function row(runId: string, change: Partial<RunRowView> = {}): RunRowView {
  return {
    runId,
    icon: 'terminal',
    surface: 'Terminal',
    title: 'Terminal',
    folder: '~/src/api',
    model: 'gpt-5.5',
    effort: 'medium',
    started: '11:00',
    startedAtMs: Number(runId),
    range: undefined,
    estimateText: '',
    actual: 1,
    dollars: undefined,
    actualText: '1.00',
    state: 'done',
    position: 'inside',
    unguarded: undefined,
    ...change,
  };
}

const rows = [
  row('1', { actual: 3, position: 'above', state: 'above range' }),
  row('2', { actual: undefined, model: 'gpt-6-luna', folder: '~/src/web' }),
  row('3', { surface: 'codex exec', title: 'codex exec', actual: 2, range: { low: 1, median: 4, high: 9 } }),
];
const titles = { 1: 'Fix the flaky test', 2: 'Add a health endpoint' };

const found = (change: Partial<RunsQuery>): readonly string[] =>
  queriedRuns(rows, { ...ALL_RUNS, ...change }, titles).map(({ runId }) => runId);

describe('the runs that are asked for', () => {
  const cases: readonly (readonly [says: string, query: Partial<RunsQuery>, runIds: readonly string[]])[] = [
    ['all, the newest first', {}, ['3', '2', '1']],
    ['by a word of the title, in any case', { search: 'FLAKY' }, ['1']],
    ['by several words, wherever each stands', { search: 'web health' }, ['2']],
    ['by a row’s own title, where no other was read', { search: 'exec' }, ['3']],
    ['by none', { search: 'nowhere' }, []],
    ['by model', { model: 'gpt-6-luna' }, ['2']],
    ['by surface', { surface: 'codex exec' }, ['3']],
    ['by folder', { folder: '~/src/api' }, ['3', '1']],
    ['outside their range', { isOutsideOnly: true }, ['1']],
    ['the dearest first, what is unknown last', { sort: 'actual' }, ['1', '3', '2']],
    ['the cheapest first', { sort: 'actual', isAscending: true }, ['2', '3', '1']],
    ['by title', { sort: 'title', isAscending: true }, ['2', '3', '1']],
    ['by estimate, and the newest first where there is none', { sort: 'estimate' }, ['3', '2', '1']],
  ];
  for (const [says, query, runIds] of cases) {
    it(says, () => assert.deepEqual(found(query), runIds));
  }

  it('can be narrowed to what there is, each once', () => {
    assert.deepEqual(choicesOf(rows, 'model'), ['gpt-5.5', 'gpt-6-luna']);
    assert.deepEqual(choicesOf([row('4', { folder: '' })], 'folder'), []);
  });
});

describe('the head of a column', () => {
  it('turns the order round where it is sorted by', () =>
    assert.deepEqual(
      [sortedBy(ALL_RUNS, 'started').sort, sortedBy(ALL_RUNS, 'started').isAscending],
      ['started', true],
    ));
  it('begins with the most where that tells most, and with A where it is words', () => {
    assert.equal(sortedBy(ALL_RUNS, 'actual').isAscending, false);
    assert.equal(sortedBy(ALL_RUNS, 'title').isAscending, true);
  });
});
