import { after } from '../base/timers.ts';
import type { AppServerOptions } from '../codex/appServer/appServerClient.ts';
import type { PollPlace } from '../core/wallet/poll.ts';
import type { WalletState } from '../core/wallet/wallet.ts';
import { type Polling, pollWallet, refreshBalanceIfOld, walletPlace } from '../guard/pollWallet.ts';
import type { RemoteLedger } from '../ingest/ingestProtocol.ts';
import { CliWalletSource } from './cliWalletSource.ts';

/** Who asks. */
interface Asker {
  readonly homes: readonly string[];
  readonly remoteLedger: RemoteLedger;
  /** Throws `codex.notFound`. */
  appServerOptions(): Omit<AppServerOptions, 'cwd'>;
}

/** While Codex gets to know a big home, it takes its time. */
const PATIENCE_MS = 18_000;

/** Account and balance as all processes of the machine know them; Codex is asked where none was just asked. */
export function walletNow(asker: Asker, patienceMs = PATIENCE_MS): Promise<WalletState> {
  return polled(asker, patienceMs, async (polling, place) => (await pollWallet(polling, place, 'wanted')).state);
}

/** The same, where what is known is older than so much. */
export function walletNotOlderThan(asker: Asker, maxAgeMs: number): Promise<WalletState> {
  return polled(asker, PATIENCE_MS, (polling, place) => refreshBalanceIfOld(polling, place, maxAgeMs));
}

async function polled(
  asker: Asker,
  patienceMs: number,
  poll: (polling: Polling, place: PollPlace) => Promise<WalletState>,
): Promise<WalletState> {
  const source = new CliWalletSource(asker.homes[0] ?? '', () => asker.appServerOptions());
  try {
    const place = await walletPlace(source);
    const around = { store: asker.remoteLedger, setTimer: after, nowMs: () => Date.now() };
    return place === undefined ? { kind: 'noCodex' } : await poll({ source, patienceMs, ...around }, place);
  } finally {
    source.dispose();
  }
}
