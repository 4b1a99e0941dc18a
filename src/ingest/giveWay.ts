import { readlinkSync } from 'node:fs';
import { constants, getPriority, setPriority } from 'node:os';
import path from 'node:path';

/** Enough to get a tenth of what another thread gets that wants the same processor, and all where none does. */
const STEPS = 10;

/**
 * Has this thread give way to the other threads of its process, where they want the processor at the same time: one of
 * them may be an extension host's. Only Linux gives a thread a priority of its own; elsewhere all stays as it was.
 */
export function giveWay(): void {
  try {
    const thread = Number(path.basename(readlinkSync('/proc/thread-self')));
    setPriority(thread, Math.min(constants.priority.PRIORITY_LOW, getPriority(thread) + STEPS));
  } catch {
    // A thread that is as quick as the others does its work all the same.
  }
}
