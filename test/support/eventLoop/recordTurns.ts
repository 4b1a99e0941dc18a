/** When the event loop began a callback, and how long its thread had been on a processor until then. */
export interface Turn {
  /** Of the clock that V8's profiles have. */
  readonly startMicros: number;
  /** Undefined where this version of Node cannot tell. */
  readonly cpuMicros: number | undefined;
}

/**
 * Notes when the event loop begins a callback. What a callback leaves to be done at once (promises, ticks) belongs to
 * it. The result ends the noting and gives the turns, with this call's as the first and its own as the last.
 *
 * It stands for itself, so that its text can be sent to another process.
 */
export function recordTurns(): () => readonly Turn[] {
  const { createHook, executionAsyncResource } = process.getBuiltinModule('node:async_hooks');
  const turns: Turn[] = [];
  const continuations = new Set<number>();
  let depth = 0;
  const note = (): void => {
    const startMicros = Number(process.hrtime.bigint() / 1000n);
    const used = (process as Partial<Pick<NodeJS.Process, 'threadCpuUsage'>>).threadCpuUsage?.();
    turns.push({ startMicros, cpuMicros: used === undefined ? undefined : used.user + used.system });
  };
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
        note();
      }
    },
    after: () => {
      depth = Math.max(0, depth - 1);
    },
  });
  note();
  hook.enable();
  return () => {
    hook.disable();
    note();
    return turns;
  };
}
