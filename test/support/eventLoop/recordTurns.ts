/**
 * Notes when the event loop begins a callback, in microseconds of the clock that V8's profiles have. What a callback
 * leaves to be done at once (promises, ticks) belongs to it. The result ends the noting and gives the instants.
 *
 * It stands for itself, so that its text can be sent to another process.
 */
export function recordTurns(): () => readonly number[] {
  const { createHook, executionAsyncResource } = process.getBuiltinModule('node:async_hooks');
  const startsMicros: number[] = [];
  const continuations = new Set<number>();
  let depth = 0;
  const hook = createHook({
    init: (id, type) => {
      if (type === 'TickObject' || type === 'Microtask') {
        continuations.add(id);
      }
    },
    before: (id) => {
      const isOutermost = depth === 0 && !continuations.has(id) && !(executionAsyncResource() instanceof Promise);
      depth += 1;
      if (isOutermost) {
        startsMicros.push(Number(process.hrtime.bigint() / 1000n));
      }
    },
    after: () => {
      depth = Math.max(0, depth - 1);
    },
  }).enable();
  return () => {
    hook.disable();
    return startsMicros;
  };
}
