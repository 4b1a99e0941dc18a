import { CALLS, type Call, type HookFindings, RUNS, RUN_REQUESTS } from './hookBench.ts';
import { digits, median, spread } from './measure/series.ts';

/** Of the medians, on a quiet machine. */
const LIMITS_MS: Partial<Record<Call, number>> = {
  'a prompt': 150,
  'a request, looked at': 150,
  'a request, let pass': 15,
};

/** What is said of calls and runs. */
export function hookPage({ calls, runs, looked }: HookFindings): string {
  const bare = median(calls['/bin/true']);
  const callLine = (name: Call): string => {
    const limit = LIMITS_MS[name];
    const cells = [
      ...cellsOf(calls[name]),
      digits(median(calls[name]) / bare),
      limit === undefined ? '' : `≤ ${limit}`,
    ];
    return name.padEnd(36) + cells.map((cell) => cell.padStart(12)).join('');
  };
  const plain = median(runs['no hooks']);
  const slowed = (name: 'ours' | '/bin/true'): string => {
    const ms = median(runs[name]) - plain;
    return (
      `slowed by hooks (${name})`.padEnd(36) + `${ms.toFixed(0)} ms in all, ${(ms / RUN_REQUESTS).toFixed(1)} a request`
    );
  };
  return [
    header('through a hook’s door, ms', ['median', 'min', 'max', '÷ /bin/true', 'limit']),
    ...CALLS.map(callLine),
    '',
    header(`a run of ${RUN_REQUESTS} requests, ms`, ['median', 'min', 'max']),
    ...RUNS.map(
      (name) =>
        name.padEnd(36) +
        cellsOf(runs[name])
          .map((cell) => cell.padStart(12))
          .join(''),
    ),
    slowed('/bin/true'),
    slowed('ours'),
    `of its ${RUN_REQUESTS} requests, ${looked.toFixed(1)} were looked at; the rest passed`,
  ].join('\n');
}

function header(title: string, names: readonly string[]): string {
  return title.padEnd(36) + names.map((name) => name.padStart(12)).join('');
}

function cellsOf(values: readonly number[]): string[] {
  return spread(values).map((ms) => ms.toFixed(1));
}
