import { type Disposable, toDisposable } from './disposable.ts';

/** Calls back every so often, until it is disposed of. */
export function repeat(callback: () => void, everyMs: number): Disposable {
  const timer = setInterval(callback, everyMs);
  return toDisposable(() => {
    clearInterval(timer);
  });
}

/** Calls back once, unless it is disposed of before. */
export function after(delayMs: number, callback: () => void): Disposable {
  const timer = setTimeout(callback, delayMs);
  return toDisposable(() => {
    clearTimeout(timer);
  });
}

/** Resolves in a later turn of the event loop: whoever else waits comes first. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve);
  });
}
