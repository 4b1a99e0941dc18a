import type { Ledger } from '../ledger/ledger.ts';
import type { RemoteLedger } from './ingestProtocol.ts';

/** A ledger of this thread as those see it who wait for its answers. */
export function remoteLedger(ledger: Ledger): RemoteLedger {
  const methods = ledger as unknown as Record<string, (...args: unknown[]) => unknown>;
  return new Proxy({} as RemoteLedger, {
    get:
      (_target, method: string) =>
      (...args: unknown[]) =>
        new Promise((resolve) => {
          resolve(methods[method]?.(...args));
        }),
  });
}
