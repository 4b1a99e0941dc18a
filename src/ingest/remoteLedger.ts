import type { Remote } from './ingestProtocol.ts';

type Methods = Record<string, ((...args: unknown[]) => unknown) | undefined>;

/** A ledger of this thread as those see it who wait for its answers. */
export function remoteLedger<L extends object>(ledger: L): Remote<L> {
  return remoteLedgers(ledger, () => Promise.resolve(ledger));
}

/** The same, where what `first` has no answer to is answered by a `whole` one, which is loaded for that. */
export function remoteLedgers<L extends object>(first: object, whole: () => Promise<L>): Remote<L> {
  return new Proxy({} as Remote<L>, {
    get:
      (_target, method: string) =>
      (...args: unknown[]) =>
        answer(first as Methods, whole, method, args),
  });
}

async function answer(first: Methods, whole: () => Promise<object>, method: string, args: unknown[]): Promise<unknown> {
  const ledger = method in first ? first : ((await whole()) as Methods);
  return ledger[method]?.(...args);
}
