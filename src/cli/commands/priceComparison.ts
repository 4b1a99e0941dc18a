import { AppServerClient } from '../../codex/appServer/appServerClient.ts';
import { readThreadCost } from '../../codex/appServer/threadCost.ts';
import type { Agreement } from '../../core/prices/calibration/agreement.ts';
import { proposalText, verdictText } from '../../core/prices/calibration/agreementText.ts';
import { COMPARED_DAYS, comparedSinceMs } from '../../guard/walletModel.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { plainText, printJson, table } from '../output.ts';

interface CompareOptions {
  readonly threads: number;
  readonly json?: boolean;
}

/** Holds our prices against what the account itself says threads have cost, and tells what it would take to agree. */
export async function rateCardCompare(context: CliContext, options: CompareOptions): Promise<ExitCode> {
  const { ledger, terminal } = context;
  const sinceMs = comparedSinceMs(Date.now());
  await context.ingest();
  const isTold = await askAccount(context, ledger.threadsToAsk(sinceMs, options.threads));
  const agreements = ledger.priceAgreements(sinceMs);
  if (!isTold) {
    terminal.err('This account does not tell what a thread has cost, so prices cannot be held against it.\n');
  }
  if (options.json === true) {
    printJson(terminal, { isTold, models: agreements.map(agreementFields) });
  } else if (agreements.length > 0) {
    terminal.out(agreementTable(agreements, context));
  } else if (isTold) {
    terminal.out(`No thread of the last ${COMPARED_DAYS} days can be compared.\n`);
  }
  return EXIT.done;
}

/** False as soon as the account does not answer. */
async function askAccount(context: CliContext, threads: readonly string[]): Promise<boolean> {
  if (threads.length === 0) {
    return true;
  }
  const client = await AppServerClient.start({ ...context.appServerOptions(), cwd: undefined });
  try {
    for (const threadId of threads) {
      const figures = await readThreadCost(client, threadId, Date.now());
      if (figures === undefined) {
        return false;
      }
      context.ledger.recordAccountFigures(threadId, figures);
    }
    return true;
  } finally {
    client.dispose();
  }
}

function agreementFields({ model, tier, threads, leftOut, ours, account, verdict, proposal }: Agreement) {
  return {
    model,
    tier,
    threads,
    threadsLeftOut: leftOut,
    creditsMicros: ours ?? null,
    accountCreditsMicros: account,
    verdict,
    proposal: proposal ?? null,
  };
}

function agreementTable(agreements: readonly Agreement[], { t, format }: CliContext): string {
  const rows = agreements.map((agreement) => [
    plainText(agreement.model),
    plainText(agreement.tier),
    String(agreement.threads),
    agreement.ours === undefined ? 'no price' : format.credits(agreement.ours),
    format.credits(agreement.account),
    verdictText(agreement, t, format),
  ]);
  const proposals = agreements.flatMap((agreement) =>
    agreement.proposal === undefined ? [] : [`${proposalText(agreement, agreement.proposal, t, format)}\n`],
  );
  const remedy = proposals.length === 0 ? '' : '“codex-guardrails rate-card accept MODEL” takes a price over.\n';
  return table(['model', 'tier', 'threads', 'ours', 'account', ''], rows, 2) + proposals.join('') + remedy;
}
