import type { CliContext } from './context.ts';
import type { ExitCode } from './exitCode.ts';

/** What a command does with its options and arguments. Throws `GuardError`s for what the person can mend. */
export type Action<Options> = (
  context: CliContext,
  options: Options,
  args: readonly string[],
) => ExitCode | Promise<ExitCode>;

/** Each command's code is loaded when it is called, so that no call waits for what others need. */
function loaded<Options>(load: () => Promise<Action<Options>>): Action<Options> {
  return async (...call) => (await load())(...call);
}

export const approvalsApprove = loaded(async () => (await import('./commands/approvals.ts')).approvalsApprove);
export const approvalsDeny = loaded(async () => (await import('./commands/approvals.ts')).approvalsDeny);
export const approvalsList = loaded(async () => (await import('./commands/approvals.ts')).approvalsList);
export const audit = loaded(async () => (await import('./commands/audit.ts')).audit);
export const backtest = loaded(async () => (await import('./commands/backtest.ts')).backtest);
export const balance = loaded(async () => (await import('./commands/balance.ts')).balance);
export const check = loaded(async () => (await import('./commands/check.ts')).check);
export const doctor = loaded(async () => (await import('./commands/doctor.ts')).doctor);
export const estimate = loaded(async () => (await import('./commands/estimate.ts')).estimate);
export const exportRequests = loaded(async () => (await import('./commands/export.ts')).exportRequests);
export const hook = loaded(async () => (await import('./commands/hook.ts')).hook);
export const hooksInstall = loaded(async () => (await import('./commands/hooks.ts')).hooksInstall);
export const hooksPrintManaged = loaded(async () => (await import('./commands/hooks.ts')).hooksPrintManaged);
export const hooksStatus = loaded(async () => (await import('./commands/hooks.ts')).hooksStatus);
export const hooksUninstall = loaded(async () => (await import('./commands/hooks.ts')).hooksUninstall);
export const ingest = loaded(async () => (await import('./commands/ingest.ts')).ingest);
export const overrideAdd = loaded(async () => (await import('./commands/override.ts')).overrideAdd);
export const overrideList = loaded(async () => (await import('./commands/override.ts')).overrideList);
export const policyInit = loaded(async () => (await import('./commands/policyInit.ts')).policyInit);
export const policyShow = loaded(async () => (await import('./commands/policy.ts')).policyShow);
export const policyValidate = loaded(async () => (await import('./commands/policy.ts')).policyValidate);
export const rateCardAccept = loaded(async () => (await import('./commands/acceptPrice.ts')).rateCardAccept);
export const rateCardCompare = loaded(async () => (await import('./commands/priceComparison.ts')).rateCardCompare);
export const rateCardExplain = loaded(async () => (await import('./commands/explain.ts')).rateCardExplain);
export const rateCardShow = loaded(async () => (await import('./commands/rateCard.ts')).rateCardShow);
export const rateCardValidate = loaded(async () => (await import('./commands/rateCard.ts')).rateCardValidate);
export const report = loaded(async () => (await import('./commands/report.ts')).report);
export const run = loaded(async () => (await import('./commands/run.ts')).run);
export const wallet = loaded(async () => (await import('./commands/wallet.ts')).wallet);
