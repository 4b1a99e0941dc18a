import type { RunRowView } from '../runsProtocol.ts';

export const SORT_COLUMNS = ['title', 'model', 'started', 'estimate', 'actual', 'state'] as const;
export type SortColumn = (typeof SORT_COLUMNS)[number];

/** Which runs are shown, and in which order. Empty texts let all pass. */
export interface RunsQuery {
  readonly search: string;
  readonly model: string;
  readonly surface: string;
  readonly folder: string;
  readonly isOutsideOnly: boolean;
  readonly sort: SortColumn;
  readonly isAscending: boolean;
}

export const ALL_RUNS: RunsQuery = {
  search: '',
  model: '',
  surface: '',
  folder: '',
  isOutsideOnly: false,
  sort: 'started',
  isAscending: false,
};

/** Titles by run, read from Codex's own files; a run without has the one of its row. */
export type Titles = Readonly<Record<string, string>>;

export function titleIn(titles: Titles, { runId, title }: Pick<RunRowView, 'runId' | 'title'>): string {
  return titles[runId] ?? title;
}

/** The rows that a query asks for. Each word of the search must stand in title, folder, model, effort, state or surface. */
export function queriedRuns(rows: readonly RunRowView[], query: RunsQuery, titles: Titles): RunRowView[] {
  const words = query.search
    .toLocaleLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const passes = (row: RunRowView): boolean => {
    const text = [titleIn(titles, row), row.folder, row.model, row.effort, row.state, row.surface]
      .join(' ')
      .toLocaleLowerCase();
    return (
      (query.model === '' || row.model === query.model) &&
      (query.surface === '' || row.surface === query.surface) &&
      (query.folder === '' || row.folder === query.folder) &&
      (!query.isOutsideOnly || row.position === 'above' || row.position === 'below') &&
      words.every((word) => text.includes(word))
    );
  };
  const sign = query.isAscending ? 1 : -1;
  return rows.filter(passes).sort((a, b) => sign * compare(a, b, query.sort, titles) || b.startedAtMs - a.startedAtMs);
}

/** What is unknown comes before all that is known. */
function compare(a: RunRowView, b: RunRowView, sort: SortColumn, titles: Titles): number {
  switch (sort) {
    case 'title':
      return titleIn(titles, a).localeCompare(titleIn(titles, b));
    case 'model':
      return `${a.model} ${a.effort}`.localeCompare(`${b.model} ${b.effort}`);
    case 'started':
      return a.startedAtMs - b.startedAtMs;
    case 'estimate':
      return (a.range?.median ?? -1) - (b.range?.median ?? -1);
    case 'actual':
      return (a.actual ?? -1) - (b.actual ?? -1);
    case 'state':
      return a.state.localeCompare(b.state);
  }
}

/** The query once the head of a column was pressed: the same column turns round, another begins where it tells most. */
export function sortedBy(query: RunsQuery, sort: SortColumn): RunsQuery {
  if (query.sort === sort) {
    return { ...query, isAscending: !query.isAscending };
  }
  return { ...query, sort, isAscending: sort === 'title' || sort === 'model' || sort === 'state' };
}

/** What a field of the rows holds, each once, in the order of the alphabet. */
export function choicesOf(rows: readonly RunRowView[], field: 'model' | 'surface' | 'folder'): string[] {
  return [...new Set(rows.map((row) => row[field]))].filter((value) => value !== '').sort((a, b) => a.localeCompare(b));
}
