import type { HookState, HookStatus } from './hookStatus.ts';

/** How our hooks stand in a home as a whole; `out`: they are not meant to be there. */
export type HookStanding = HookState | 'out';

/** That they stood so from an instant on, as far as anybody has looked. */
export interface HookSighting {
  readonly home: string;
  readonly seenAtMs: number;
  readonly standing: HookStanding;
}

/** A run that no hook of ours was asked about, and that no process of ours has started. */
export interface UnaskedRun {
  readonly runId: string;
  readonly threadId: string;
  readonly home: string;
  readonly startedAtMs: number;
  readonly threadStartedAtMs: number;
}

/**
 * Why a run was likely not guarded. `otherHome`: hooks are in another home; `loadedBefore`: its Codex had loaded the
 * thread before the hooks were trusted; `passedOver`: they were switched off for this run, or failed.
 */
export type UnguardedReason = Exclude<HookState, 'active'> | 'otherHome' | 'loadedBefore' | 'passedOver';

export interface UnguardedRun extends UnaskedRun {
  readonly reason: UnguardedReason;
}

/** The standing of several hooks is that of the lamest. Where they were never put in, and none runs, they are out. */
export function standingOf(hooks: readonly HookStatus[], isInstalled: boolean): HookStanding {
  const lame = hooks.find(({ state }) => state !== 'active');
  const isAnyRun = hooks.some(({ state }) => state === 'active');
  return isInstalled || isAnyRun ? (lame?.state ?? 'active') : 'out';
}

/**
 * Why a run was not guarded that might have been taken to be; undefined where no hooks were meant to guard it. Nobody
 * looks all the time: where hooks were seen at work before it, what was seen next after it may be the reason.
 */
export function unguardedReason(run: UnaskedRun, sightings: readonly HookSighting[]): UnguardedReason | undefined {
  const inOrder = sightings.toSorted((a, b) => a.seenAtMs - b.seenAtMs);
  const before = inOrder.filter(({ seenAtMs }) => seenAtMs <= run.startedAtMs);
  const own = before.findLast(({ home }) => home === run.home);
  if (own === undefined) {
    const last = new Map(before.map(({ home, standing }) => [home, standing]));
    return [...last.values()].some((standing) => standing !== 'out') ? 'otherHome' : undefined;
  }
  if (own.standing === 'out') {
    return undefined;
  }
  if (own.standing !== 'active') {
    return own.standing;
  }
  if (run.threadStartedAtMs < own.seenAtMs) {
    return 'loadedBefore';
  }
  const next = inOrder.find(({ home, seenAtMs }) => home === run.home && seenAtMs > run.startedAtMs)?.standing;
  return next === undefined || next === 'out' || next === 'active' ? 'passedOver' : next;
}
