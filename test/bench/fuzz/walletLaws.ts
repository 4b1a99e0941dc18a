import type { WalletFacts } from '../../../src/core/wallet/wallet.ts';
import { lawfulAmount, lawfulData, lawfulInstant, mustHold } from './laws.ts';

/** What is said of a wallet can be shown, and worked with: amounts are whole, and windows start anew at instants. */
export function lawfulWallet(facts: WalletFacts): void {
  lawfulData(facts);
  lawfulAmount(facts.balance, 'the balance');
  lawfulAmount(facts.individualLimit?.limit, 'the limit of a person');
  lawfulAmount(facts.individualLimit?.used, 'what a person has used');
  lawfulInstant(facts.individualLimit?.resetsAtMs);
  for (const { limitId, usedPercent, windowMinutes, resetsAtMs } of facts.windows) {
    mustHold(limitId !== '', 'a window without a name');
    mustHold(usedPercent >= 0, `a window is ${usedPercent} % used`);
    mustHold(windowMinutes === undefined || windowMinutes > 0, `a window of ${String(windowMinutes)} min`);
    lawfulInstant(resetsAtMs);
  }
}
