/** Blocks this thread, and all that waits for it: only for what cannot go on otherwise, and for moments. */
export function blockFor(durationMs: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)), 0, 0, durationMs);
}
