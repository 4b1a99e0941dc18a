import type { UsageTotals } from '../support/codex/backendLog.ts';
import { CHILDREN, type PeerCase } from './peerCases.ts';
import { RECORDED_CASES, SHORT_CASE } from './recordedCases.ts';

/** A program's figures of a thread, less the bill's; those that are the same are left out. */
export type Difference = 'missing' | Partial<UsageTotals>;

/** Where a program is known to be wrong: this, and only this, is how far it is from the bill. */
export interface Disagreement {
  readonly programs: readonly Program[];
  readonly reason: string;
  /** The names of the cases that it shows in, wherever they have the rollout. */
  readonly cases: readonly string[];
  /** By the name of the thread's first rollout. Figures that a program does not tell are taken to be as here. */
  readonly by: Readonly<Record<string, Difference>>;
}

export type Program = 'codex-guardrails' | 'ccusage' | 'tokscale';

/** The same difference in each of some rollouts. */
function each(difference: Difference, ...rollouts: readonly string[]): Disagreement['by'] {
  return Object.fromEntries(rollouts.map((name) => [name, difference]));
}

const namesOf = (cases: readonly PeerCase[]): readonly string[] => cases.map(({ name }) => name);

const RECORDED = namesOf([...RECORDED_CASES, SHORT_CASE]);

const LACKS_SUMMARY = 'lacks the summary, which is in its record but in no running total';

const REMOTE_SUMMARY = {
  requests: -1,
  inputTokens: -20_074,
  cachedInputTokens: -19_061,
  outputTokens: -384,
  reasoningOutputTokens: -161,
};

export const DISAGREEMENTS: readonly Disagreement[] = [
  {
    programs: ['codex-guardrails', 'ccusage', 'tokscale'],
    reason: 'lacks the summary, which these versions wrote down nowhere',
    cases: RECORDED,
    by: each(REMOTE_SUMMARY, '0.77.0/compacted-remotely', '0.147.0/compacted-remotely'),
  },
  {
    programs: ['ccusage', 'tokscale'],
    reason: LACKS_SUMMARY,
    cases: RECORDED,
    by: each(REMOTE_SUMMARY, '0.155.0/compacted-remotely', 'compacted-remotely', 'compacted-remotely-manually'),
  },
  {
    programs: ['ccusage', 'tokscale'],
    reason: LACKS_SUMMARY,
    cases: ['a summary made by a server'],
    by: {
      compacted: {
        requests: -1,
        inputTokens: -24_004,
        cachedInputTokens: -22_991,
        outputTokens: -466,
        reasoningOutputTokens: -207,
      },
    },
  },
  {
    programs: ['ccusage'],
    reason: 'takes a child’s first events for copies while they are within a second of each other',
    cases: [...CHILDREN.map(([name]) => `${name}, within a second`), SHORT_CASE.name],
    by: each(
      'missing',
      ...['fork', 'paginated-fork', 'paginated-fork-at-turn', 'paginated-fork-nested'],
      ...['0.151.0/fork', '0.151.0/fork-nested', '0.155.0/fork', '0.155.0/fork-nested'],
      ...['subagent', 'subagent-inheriting', 'grandchild-parent', 'grandchild', '0.147.0/subagent'],
    ),
  },
  {
    programs: ['ccusage'],
    reason: 'counts both copies, as the archive has no folders of dates',
    cases: ['a thread that is both active and archived'],
    by: {
      exec: {
        inputTokens: 29_496,
        cachedInputTokens: 19_347,
        cacheWriteInputTokens: 311,
        outputTokens: 414,
        reasoningOutputTokens: 69,
      },
    },
  },
  {
    programs: ['tokscale'],
    reason: 'passes over a request where totals begin anew, not far below the last ones: it takes them for stale',
    cases: RECORDED,
    by: each(
      { requests: -1, inputTokens: -14_207, outputTokens: -97 },
      ...['0.44.0/resumed', '0.58.0/resumed', '0.77.0/resumed', '0.151.0/resumed'],
      '0.44.0/downgraded',
    ),
  },
  {
    programs: ['tokscale'],
    reason: 'counts what a fork of a fork copied, as a migrated file no longer names the copied threads ahead of it',
    cases: ['forks that were migrated'],
    by: {
      'migrated/legacy-fork-nested': {
        requests: 4,
        inputTokens: 36_326,
        cachedInputTokens: 17_846,
        outputTokens: 470,
        reasoningOutputTokens: 46,
      },
    },
  },
];
