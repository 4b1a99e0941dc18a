import {
  remotelyCompacted,
  restartingTotals,
  slow,
  withHistoryOf,
  withRepeats,
  withoutRecords,
} from '../support/codex/rolloutEdits.ts';
import type { PlacedRollout } from '../support/codex/rolloutHome.ts';

/** A Codex home that we and others count. */
export interface PeerCase {
  readonly name: string;
  readonly rollouts: readonly PlacedRollout[];
}

/** Threads that other threads began: what they are called, the parent, and the child. */
export const CHILDREN = [
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

/** Recorded rollouts as they are, and changed into what other versions or other circumstances would have left. */
export const EDITED_CASES: readonly PeerCase[] = [
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
];
