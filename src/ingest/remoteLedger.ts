import type { Remote } from './ingestProtocol.ts';

/** A ledger of this thread as those see it who wait for its answers. */
export function remoteLedger<L extends object>(ledger: L): Remote<L> {
  const methods = ledger as unknown as Record<string, (...args: unknown[]) => unknown>;
  return new Proxy({} as Remote<L>, {
    get:
      (_target, method: string) =>
      (...args: unknown[]) =>
        new Promise((resolve) => {
          resolve(methods[method]?.(...args));
        }),
  });
}
