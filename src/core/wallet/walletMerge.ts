import { NO_FACTS, type RateLimitWindow, type WalletFacts, type WalletSnapshot } from './wallet.ts';

/**
 * What is known of an account from what was seen of it, which is in order of time; undefined where that is nothing.
 *
 * When the app-server is asked, its answer is all there is to know: it replaces what was known, and what it leaves out
 * is unknown from then on. Updates and rollouts tell a part: what they say replaces what was known of it, a limit's
 * windows together, and what they leave out stays as it was. What a workspace allows the person is the answers' alone to
 * tell. A balance that was told before somebody says that there are no credits is known no more.
 *
 * The whole is as old as its credits: who tells of windows only does not make a balance younger.
 */
export function mergeObservations(seen: readonly WalletSnapshot[]): WalletSnapshot | undefined {
  return seen.reduce<WalletSnapshot | undefined>((known, next) => {
    const account = {
      id: next.account.id ?? known?.account.id,
      email: next.account.email ?? known?.account.email,
    };
    const { observedAtMs, source } = next;
    return next.source === 'appServer'
      ? { ...next, account }
      : { ...addTo(known ?? { ...NO_FACTS, observedAtMs, source, account }, next), account };
  }, undefined);
}

/**
 * The accounts whose observations count for one: its own and, where no other was ever seen, those that do not tell
 * whose they are. The empty text stands for an account that is not told.
 */
export function joinedAccounts(account: string, everSeen: readonly string[]): readonly string[] {
  const [only, ...others] = everSeen;
  const isOnly = only !== undefined && others.length === 0 && (account === only || account === '');
  return isOnly ? [only, ''] : [account];
}

function addTo(known: WalletSnapshot, next: WalletSnapshot): WalletSnapshot {
  const { observedAtMs, source } = saysCredits(next) || !saysCredits(known) ? next : known;
  return {
    ...known,
    ...balanceAfter(known, next),
    observedAtMs,
    source,
    planType: next.planType ?? known.planType,
    unlimited: next.unlimited ?? known.unlimited,
    hasCredits: next.hasCredits ?? known.hasCredits,
    windows: windowsAfter(known.windows, next.windows),
    reachedType: next.reachedType ?? known.reachedType,
  };
}

function saysCredits({ balance, hasCredits, unlimited }: WalletFacts): boolean {
  return balance !== undefined || hasCredits !== undefined || unlimited !== undefined;
}

function balanceAfter(known: WalletFacts, next: WalletFacts): Pick<WalletFacts, 'balance' | 'balanceStep'> {
  const { balance, balanceStep } = next.balance === undefined && next.hasCredits !== false ? known : next;
  return { balance, balanceStep };
}

/** Limits keep their order; those that are told are as they are told. */
function windowsAfter(known: readonly RateLimitWindow[], next: readonly RateLimitWindow[]): RateLimitWindow[] {
  const told = Map.groupBy(next, ({ limitId }) => limitId);
  const limitIds = new Set([...known, ...next].map(({ limitId }) => limitId));
  return [...limitIds].flatMap((id) => told.get(id) ?? known.filter(({ limitId }) => limitId === id));
}
