import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 10;

/** Waits for something that only shows from outside. Throws, naming it, when it has not come in time. */
export async function waitUntil(what: string, condition: () => boolean, timeoutMs: number): Promise<void> {
  const deadlineMs = Date.now() + timeoutMs;
  while (!condition()) {
    if (Date.now() > deadlineMs) {
      throw new Error(`waited ${timeoutMs} ms in vain for ${what}`);
    }
    await sleep(POLL_MS);
  }
}
