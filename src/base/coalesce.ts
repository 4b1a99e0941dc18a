import { type Disposable, toDisposable } from './disposable.ts';
import { after } from './timers.ts';

/** Asks for a run of an action. */
interface Coalesced extends Disposable {
  (): void;
}

/**
 * Makes bursts of calls into few runs of `action`. The first call runs it at once; all that come within `everyMs` of a
 * run become one more, at the end of that time. Once disposed of, it runs no more.
 */
export function coalesce(action: () => void, everyMs: number): Coalesced {
  let pause: Disposable | undefined;
  let isWanted = false;
  let isDisposed = false;
  const run = (): void => {
    isWanted = false;
    pause = after(everyMs, () => {
      pause = undefined;
      if (isWanted) {
        run();
      }
    });
    action();
  };
  const request = (): void => {
    if (pause !== undefined || isDisposed) {
      isWanted = true;
    } else {
      run();
    }
  };
  return Object.assign(
    request,
    toDisposable(() => {
      isDisposed = true;
      pause?.dispose();
    }),
  );
}
