import { type Disposable, toDisposable } from './disposable.ts';

/** A timer, so that this room needs no platform: `(callback, delayMs) → cancel`. */
export type SetTimer = (callback: () => void, delayMs: number) => () => void;

/** Runs `action` once for any number of calls within `delayMs`. */
export interface Coalesced extends Disposable {
  (): void;
}

/** Makes bursts of calls into one run of `action`, at most `delayMs` after the first call of the burst. */
export function coalesce(action: () => void, delayMs: number, setTimer: SetTimer): Coalesced {
  let cancel: (() => void) | undefined;
  const request = (): void => {
    cancel ??= setTimer(() => {
      cancel = undefined;
      action();
    }, delayMs);
  };
  return Object.assign(
    request,
    toDisposable(() => cancel?.()),
  );
}
