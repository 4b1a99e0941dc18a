import expected from '../fixtures/rollouts/expected.json' with { type: 'json' };
import type { UsageTotals } from '../support/codex/backendLog.ts';
import {
  remotelyCompacted,
  restartingTotals,
  slowly,
  withHistoryOf,
  withRepeats,
  withoutRecords,
} from '../support/codex/rolloutEdits.ts';
import type { Edit, PlacedRollout } from '../support/codex/rolloutHome.ts';

/** A Codex home that we and others count. */
export interface PeerCase {
  readonly name: string;
  readonly rollouts: readonly PlacedRollout[];
}

/** Where another program is known to be wrong: this, and only this, is how far it is from the bill. */
export interface PeerDisagreement {
  /** The case's name. */
  readonly example: string;
  readonly peer: 'ccusage' | 'tokscale';
  /** By the rollout's name: its figures less the bill's. */
  readonly by: Readonly<Record<string, 'missing' | Partial<UsageTotals>>>;
  readonly reason: string;
}

function slow(name: string, ...edits: readonly Edit[]): PlacedRollout {
  return { name, edit: (lines) => edits.reduce((edited, edit) => edit(edited), slowly(lines)) };
}

const CHILDREN = [
  ['a fork and its parent', 'exec', 'fork'],
  ['a subagent and its parent', 'subagent-parent', 'subagent'],
  ['a subagent that inherits, and its parent', 'subagent-inheriting-parent', 'subagent-inheriting'],
] as const;

/** Threads of several files, at the pace of a real model and at that of the recording. */
const childCases = CHILDREN.flatMap(([name, parent, child]): readonly PeerCase[] => [
  { name, rollouts: [slow(parent), slow(child)] },
  { name: `${name}, without records`, rollouts: [slow(parent, withoutRecords), slow(child, withoutRecords)] },
  { name: `${name}, which is not there`, rollouts: [slow(child)] },
  { name: `${name}, within a second`, rollouts: [{ name: parent }, { name: child }] },
]);

const legacyFork = slow('fork', withHistoryOf('exec'));
const olderLegacyFork = slow('fork', withHistoryOf('exec'), withoutRecords);

export const PEER_CASES: readonly PeerCase[] = [
  ...['exec', 'resumed', 'interrupted', 'failed-429', 'compacted', 'review-child'].flatMap((name) => [
    { name, rollouts: [slow(name)] },
    { name: `${name}, without records`, rollouts: [slow(name, withoutRecords)] },
  ]),
  ...childCases,
  { name: 'a fork with a copy of its parent', rollouts: [slow('exec'), legacyFork] },
  { name: 'a fork with a copy of its parent, which is not there', rollouts: [legacyFork] },
  {
    name: 'a fork with a copy of its parent, without records',
    rollouts: [slow('exec', withoutRecords), olderLegacyFork],
  },
  { name: 'a fork with a copy of its parent, which is not there, without records', rollouts: [olderLegacyFork] },
  { name: 'an archived thread', rollouts: [{ ...slow('exec'), isArchived: true }] },
  {
    name: 'a thread that is both active and archived',
    rollouts: [slow('exec'), { ...slow('exec'), isArchived: true }],
  },
  { name: 'totals told twice', rollouts: [slow('exec', withoutRecords, withRepeats)] },
  { name: 'totals that begin anew', rollouts: [slow('resumed', withoutRecords, restartingTotals)] },
  { name: 'a summary made by a server', rollouts: [slow('compacted', remotelyCompacted)] },
  { name: 'everything', rollouts: Object.keys(expected).map((file) => slow(file.replace('.jsonl', ''))) },
];

const TAKES_SHORT_FOR_COPIED = 'takes a child’s first events for copies while they are within a second of each other';
const LACKS_SUMMARY = 'lacks the summary, which is in no running total';
const SUMMARY = { inputTokens: -24_004, cachedInputTokens: -22_991, outputTokens: -466, reasoningOutputTokens: -207 };

export const PEER_DISAGREEMENTS: readonly PeerDisagreement[] = [
  ...CHILDREN.map(([name, , child]) => ({
    example: `${name}, within a second`,
    peer: 'ccusage' as const,
    by: { [child]: 'missing' as const },
    reason: TAKES_SHORT_FOR_COPIED,
  })),
  {
    example: 'a thread that is both active and archived',
    peer: 'ccusage',
    by: {
      exec: {
        inputTokens: 29_496,
        cachedInputTokens: 19_347,
        cacheWriteInputTokens: 311,
        outputTokens: 414,
        reasoningOutputTokens: 69,
      },
    },
    reason: 'counts both copies, as the archive has no folders of dates',
  },
  { example: 'a summary made by a server', peer: 'ccusage', by: { compacted: SUMMARY }, reason: LACKS_SUMMARY },
  {
    example: 'a summary made by a server',
    peer: 'tokscale',
    by: { compacted: { requests: -1, ...SUMMARY } },
    reason: LACKS_SUMMARY,
  },
];
