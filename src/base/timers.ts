import { type Disposable, toDisposable } from './disposable.ts';

/** Calls back every so often, until it is disposed of. */
export function repeat(callback: () => void, everyMs: number): Disposable {
  const timer = setInterval(callback, everyMs);
  return toDisposable(() => {
    clearInterval(timer);
  });
}
