import { estimateText, reasonText } from '../../core/estimateText.ts';
import { POLL_EVERY_MS } from '../../core/pollSchedule.ts';
import { estimateWish } from '../../guard/preflight.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { printJson } from '../output.ts';
import { type RunOptions, cwdOf, estimateFields, readPrompt, wishOf } from './wish.ts';

/** What a run will likely cost. */
export async function estimate(context: CliContext, options: RunOptions): Promise<ExitCode> {
  const prompt = await readPrompt(context);
  await context.ingest();
  // Of the wallet, an estimate needs to know no more than the meter.
  const wallet = await context.walletNotOlderThan(POLL_EVERY_MS);
  const circumstances = await context.circumstances(cwdOf(options), wallet);
  const result = await estimateWish(context.remoteLedger, wishOf(context, options, prompt), circumstances);
  const { terminal, t, format } = context;
  if (options.json === true) {
    printJson(terminal, estimateFields(result, context));
    return EXIT.done;
  }
  terminal.out(estimateText(result, t, format) + '\n');
  for (const reason of result.reasons) {
    terminal.out(`  ${reasonText(reason, t, format)}\n`);
  }
  return EXIT.done;
}
