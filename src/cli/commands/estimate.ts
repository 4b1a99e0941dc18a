import { estimateText, reasonTexts } from '../../core/estimate/estimateText.ts';
import { POLL_EVERY_MS } from '../../core/wallet/pollSchedule.ts';
import { estimateWish } from '../../guard/runs/preflight.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { printJson } from '../output.ts';
import { compareOffers, comparisonFields, comparisonTable } from './comparison.ts';
import { type RunOptions, cwdOf, estimateFields, readPrompt, wishOf } from './wish.ts';

interface EstimateOptions extends RunOptions {
  readonly compare?: boolean;
}

/** What a run will likely cost. */
export async function estimate(context: CliContext, options: EstimateOptions): Promise<ExitCode> {
  const prompt = await readPrompt(context);
  await context.ingest();
  // Of the wallet, an estimate needs to know no more than the meter.
  const wallet = await context.walletNotOlderThan(POLL_EVERY_MS);
  const circumstances = await context.circumstances(cwdOf(options), wallet);
  const wish = wishOf(context, options, prompt);
  const result = await estimateWish(context.remoteLedger, wish, circumstances);
  const compared = options.compare === true ? await compareOffers(context, wish, circumstances) : undefined;
  const { terminal, t, format } = context;
  if (options.json === true) {
    const comparison = compared === undefined ? {} : comparisonFields(compared);
    printJson(terminal, { ...estimateFields(result, context), ...comparison });
    return EXIT.done;
  }
  terminal.out(estimateText(result, t, format) + '\n');
  for (const reason of reasonTexts(result.reasons, t, format)) {
    terminal.out(`  ${reason}\n`);
  }
  if (compared !== undefined) {
    terminal.out(comparisonTable(compared, context));
  }
  return EXIT.done;
}
