/**
 * Runs `work` never twice at the same time. Calls while it runs share one more run after it, so that what each caller
 * waits for has begun after its call. A run that fails fails for those who wait for it.
 */
export function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const run = (): Promise<void> => {
    running = work().finally(() => {
      running = undefined;
    });
    return running;
  };
  const runNext = (): Promise<void> => {
    next = undefined;
    return run();
  };
  return () => {
    if (next !== undefined) {
      return next;
    }
    if (running === undefined) {
      return run();
    }
    next = running.then(runNext, runNext);
    return next;
  };
}
