import type { Finding } from '../../core/decisions/finding.ts';
import type { CreditsMicros } from '../../core/money.ts';
import type { Policy } from '../../core/policy/policy.ts';

/** Whether what holds a run is an administrator's word, which no answer of a person undoes: their cap, or their rule. */
export function isHeldByManaged(
  { runCap }: Pick<Policy, 'runCap'>,
  findings: readonly Finding[],
  spent: CreditsMicros,
  managedPolicyFile: string,
): boolean {
  const isCapManaged = runCap?.file === managedPolicyFile && spent >= runCap.value;
  return isCapManaged || findings.some(({ file }) => file === managedPolicyFile);
}
