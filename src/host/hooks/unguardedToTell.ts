import type { UnguardedRun } from '../../core/hooks/unguarded.ts';
import type { GuardState } from './guardState.ts';

/** A run that is to be told of, and under which name that is told once. */
interface UnguardedToTell {
  readonly alertId: string;
  readonly run: UnguardedRun;
}

/**
 * The last run that was not guarded while hooks were taken to be at work: where they were known to be lame, that was
 * said already. One of a day is told, so that none is passed over in silence and nobody is told all day.
 */
export function unguardedToTell({ usage }: GuardState): UnguardedToTell | undefined {
  const run = usage?.unguarded.findLast(
    ({ reason }) => reason === 'passedOver' || reason === 'loadedBefore' || reason === 'otherHome',
  );
  return run && { alertId: `unguarded:${new Date(run.startedAtMs).toISOString().slice(0, 10)}`, run };
}
