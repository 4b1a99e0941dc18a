import type { SetTimer } from './ports.ts';

/** Resolves after so long. */
export function pause(setTimer: SetTimer, pauseMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimer(pauseMs, resolve);
  });
}
