import expected from '../fixtures/rollouts/expected.json' with { type: 'json' };
import { slow } from '../support/codex/rolloutEdits.ts';
import type { PlacedRollout } from '../support/codex/rolloutHome.ts';
import type { PeerCase } from './peerCases.ts';

const PRESENT_VERSION = '0.169.0';

const names = Object.keys(expected).map((file) => file.replace('.jsonl', ''));
/** There is a folder for each older version, and one for what Codex migrated. */
const folders = Map.groupBy(names, (name) => (name.includes('/') ? name.replace(/\/.*/, '') : PRESENT_VERSION));
/** Codex migrates in place: a home has a rollout as it was, or as it became. */
const { migrated = [], ...versions } = Object.fromEntries(folders);
const unmigrated = Object.values(versions).flat();

/** As its name says, one of them was in the archive. */
function asKept(rollout: PlacedRollout): PlacedRollout {
  return rollout.name === 'archived' ? { ...rollout, isArchived: true } : rollout;
}

const placed = (rollouts: readonly string[]): readonly PlacedRollout[] => rollouts.map((name) => asKept(slow(name)));

/** Every rollout that a real Codex wrote, at the pace of a real model. */
export const RECORDED_CASES: readonly PeerCase[] = [
  ...Object.entries(versions).map(([version, rollouts]) => ({
    name: `recorded by ${version}`,
    rollouts: placed(rollouts),
  })),
  { name: 'forks that were migrated', rollouts: placed([...migrated, 'legacy-fork-at-turn']) },
  { name: 'everything', rollouts: placed(unmigrated) },
];

/** The same at the pace of the recording, whose backend answers within milliseconds. */
export const SHORT_CASE: PeerCase = {
  name: 'everything, within a second',
  rollouts: unmigrated.map((name) => asKept({ name })),
};
