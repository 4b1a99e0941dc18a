import * as vscode from 'vscode';

import { priceText, proposalText } from '../../core/prices/calibration/agreementText.ts';
import {
  type CalibratedPrice,
  type ProposedPrice,
  proposedPrices,
} from '../../core/prices/calibration/calibratedPrice.ts';
import type { Format } from '../../core/format.ts';
import type { RateCard } from '../../core/prices/rateCard.ts';
import { acceptPrice } from '../../guard/prices/acceptPrice.ts';
import { readFileTextAsync, writeFileText } from '../../ledger/fileText.ts';
import type { StateStore } from '../stateStore.ts';

/** What taking over a price needs. */
interface PriceParts {
  readonly store: StateStore;
  readonly card: RateCard;
  readonly format: Format;
  /** The person's own prices. */
  readonly rateCardFile: string;
}

interface OfferedPrice extends vscode.QuickPickItem {
  readonly price: CalibratedPrice;
}

/** Takes over a price that the account's own figures imply, once the person has seen what it rests on and said yes. */
export async function acceptProposedPrice({ store, card, format, rateCardFile }: PriceParts): Promise<void> {
  const agreements = store.state.walletModel?.agreements ?? [];
  const proposed = proposedPrices(card, agreements).map((one) => offered(one, format));
  if (proposed.length === 0) {
    const text = vscode.l10n.t('Your account’s own figures propose no other price than ours.');
    void vscode.window.showInformationMessage(text);
    return;
  }
  const title = vscode.l10n.t('Use Your Account’s Price');
  const chosen = proposed.length === 1 ? proposed[0] : await vscode.window.showQuickPick(proposed, { title });
  if (chosen !== undefined && (await isWanted(chosen))) {
    await writeFileText(rateCardFile, acceptPrice(await readFileTextAsync(rateCardFile), chosen.price));
    await offerReload();
  }
}

function offered({ agreement, proposal, price }: ProposedPrice, format: Format): OfferedPrice {
  const { model, tier } = agreement;
  return {
    label: tier === 'standard' ? model : `${model}, ${tier}`,
    description: priceText(price, vscode.l10n.t),
    detail: proposalText(agreement, proposal, vscode.l10n.t, format),
    price,
  };
}

async function isWanted({ label, description = '', detail = '' }: OfferedPrice): Promise<boolean> {
  const use = vscode.l10n.t('Use This Price');
  const question = vscode.l10n.t('Should {0} be reckoned at {1}?', label, description);
  const note = vscode.l10n.t('It is written into your own rate card, and all sums are made anew with it.');
  return (
    (await vscode.window.showInformationMessage(question, { modal: true, detail: `${detail}\n\n${note}` }, use)) === use
  );
}

/** Prices are read when a window starts. */
async function offerReload(): Promise<void> {
  const reload = vscode.l10n.t('Reload Window');
  const text = vscode.l10n.t('The price counts from the next start of each window on.');
  if ((await vscode.window.showInformationMessage(text, reload)) === reload) {
    await vscode.commands.executeCommand('workbench.action.reloadWindow');
  }
}
