import { GuardError } from '../../base/errors.ts';
import { priceText, proposalText } from '../../core/prices/calibration/agreementText.ts';
import { type ProposedPrice, proposedPrices } from '../../core/prices/calibration/calibratedPrice.ts';
import { acceptPrice } from '../../guard/prices/acceptPrice.ts';
import { comparedSinceMs } from '../../guard/walletModel.ts';
import { ensurePrivateFolder } from '../../ledger/privateFolder.ts';
import { readFileText, writeFileText } from '../../ledger/fileText.ts';
import { ask } from '../ask.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { plainText } from '../output.ts';

interface AcceptOptions {
  readonly tier: string;
  readonly yes?: boolean;
}

/** Writes the price that the account's own figures imply into the person's rate card, once they have said yes. */
export async function rateCardAccept(
  context: CliContext,
  options: AcceptOptions,
  [model = '']: readonly string[],
): Promise<ExitCode> {
  const { terminal, folder } = context;
  await context.ingest();
  const { agreement, proposal, price } = proposed(context, model, options.tier);
  const says = proposalText(agreement, proposal, context.t, context.format);
  terminal.err(plainText(`${says}\nTo be used: ${priceText(price, context.t)}.\n`));
  if (options.yes !== true) {
    if (!terminal.isInteractive) {
      terminal.err('Nobody to ask: --yes answers it.\n');
      return EXIT.notConfirmed;
    }
    if ((await ask('Use this price? [y/N] ')) !== 'y') {
      return EXIT.notConfirmed;
    }
  }
  ensurePrivateFolder(folder.root);
  await writeFileText(folder.rateCardFile, acceptPrice(readFileText(folder.rateCardFile), price));
  terminal.out(plainText(`Written to ${folder.rateCardFile}. All sums are made anew with it.\n`));
  return EXIT.done;
}

function proposed(context: CliContext, model: string, tier: string): ProposedPrice {
  const agreements = context.ledger.priceAgreements(comparedSinceMs(Date.now()));
  const ofModel = agreements.filter((one) => one.model === model && one.tier === tier);
  const [proposal] = proposedPrices(context.card, ofModel);
  if (proposal === undefined) {
    throw new GuardError('input.invalid', `no price is proposed for ${model} in tier ${tier}`, {
      remedy: '“codex-guardrails rate-card compare” asks your account, and lists what is proposed.',
    });
  }
  return proposal;
}
