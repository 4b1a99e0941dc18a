import { messageOf } from '../../base/errors.ts';
import { readModels } from '../../codex/account/account.ts';
import { AppServerClient } from '../../codex/appServer/appServerClient.ts';
import { type ComparedEstimate, type ComparedModel, pricedModels, settingsOf } from '../../core/estimate/comparison.ts';
import { type Circumstances, type RunWish, compareWish } from '../../guard/runs/preflight.ts';
import type { CliContext } from '../context.ts';
import { table } from '../output.ts';

/** The same run with all models, efforts and tiers on offer, the cheapest first. */
export async function compareOffers(
  context: CliContext,
  wish: RunWish,
  circumstances: Circumstances,
): Promise<ComparedEstimate[]> {
  const { card, nowMs } = circumstances;
  const models = await offeredModels(context, wish, nowMs);
  return compareWish(context.remoteLedger, wish, circumstances, settingsOf(models, card, nowMs));
}

/** What Codex offers; the models with a price where it cannot be asked. */
async function offeredModels(context: CliContext, { subject }: RunWish, nowMs: number): Promise<ComparedModel[]> {
  let client: AppServerClient | undefined;
  try {
    client = await AppServerClient.start({ ...context.appServerOptions(), cwd: undefined });
    const models = await readModels(client);
    return models.map(({ model, efforts }) => ({ model, efforts: efforts.map(({ effort }) => effort) }));
  } catch (error) {
    context.terminal.err(
      `What is on offer is not known: ${messageOf(error)}. The models that have a price are compared.\n`,
    );
    return pricedModels(context.card, subject.effort, nowMs);
  } finally {
    client?.dispose();
  }
}

/** A cheap setting is no bargain where it needs a second try, and nothing here knows how good the work will be. */
const NOTE = 'This compares costs alone: quality differs, and a run that has to be repeated costs twice.';

/** A comparison as JSON. */
export function comparisonFields(compared: readonly ComparedEstimate[]) {
  return {
    note: NOTE,
    comparison: compared.map(({ setting, estimate }) => ({
      model: setting.model,
      effort: setting.effort ?? null,
      tier: setting.tier,
      unpriced: estimate.kind === 'unpriced',
      p50CreditsMicros: estimate.kind === 'priced' ? estimate.credits.p50 : null,
      p90CreditsMicros: estimate.kind === 'priced' ? estimate.credits.p90 : null,
    })),
  };
}

/** A comparison as a table for a person. */
export function comparisonTable(compared: readonly ComparedEstimate[], { format }: CliContext): string {
  const rows = compared.map(({ setting, estimate }) => [
    setting.model,
    setting.effort ?? 'its own',
    setting.tier,
    ...(estimate.kind === 'priced'
      ? [format.approximately(estimate.credits.p50), format.range(estimate.credits.p10, estimate.credits.p90)]
      : ['no price', '']),
  ]);
  return `\n${table(['model', 'effort', 'tier', 'median', '80 % range'], rows, 3)}${NOTE}\n`;
}
