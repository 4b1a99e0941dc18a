import { saidInEnglish } from '../../base/phrase.ts';
import type { RateCard } from '../../core/prices/rateCard.ts';
import { type WalletState, lastSnapshot } from '../../core/wallet/wallet.ts';
import type { GuardState } from '../hooks/guardState.ts';
import { type Personal, redact } from './redact.ts';

/** Where it runs. */
interface Surrounding {
  readonly version: string;
  readonly vsCode: string;
  readonly host: string;
  readonly platform: string;
  readonly node: string;
  readonly language: string;
}

/**
 * What helps to find a problem, as Markdown for whoever mends it: states and counts. Amounts, names of models, prompts
 * and accounts are not in it, and whatever else could tell of the person is redacted.
 */
export function problemReport(
  state: GuardState,
  card: RateCard,
  surrounding: Surrounding,
  recentLines: readonly string[],
  personal: Personal,
): string {
  const { version, vsCode, host, platform, node, language } = surrounding;
  const facts = [
    `Codex Guardrails ${version}; VS Code ${vsCode} (${host}); ${platform}; Node ${node}; ${language}`,
    `wallet: ${walletText(state.wallet, state.nowMs)}`,
    `hooks: ${state.hooks.length === 0 ? 'none known' : state.hooks.map((hook) => `${hook.event} ${hook.state}`).join(', ')}`,
    ...(state.hookFailure === undefined ? [] : [`last hook not answered: ${state.hookFailure.reason}`]),
    ...ledgerFacts(state),
    `runs: ${state.activeRuns.length} going on, ${state.activeRuns.filter(({ hold }) => hold !== undefined).length} held, ${state.openQuestions} questions open`,
    `prices: ${card.id}, checked ${card.verifiedOn}`,
  ];
  const log = recentLines.length === 0 ? ['none'] : recentLines;
  const text = [
    '# Codex Guardrails: report of a problem',
    'What happened, and what did you expect?',
    '',
    '## State',
    ...facts.map((fact) => `- ${fact}`),
    '',
    '## Last warnings and errors',
    '~~~text',
    ...log.map((line) => line.replaceAll(/\s+/g, ' ').replaceAll('~~~', '~')),
    '~~~',
  ].join('\n');
  return `${redact(text, personal)}\n`;
}

function walletText(wallet: WalletState, nowMs: number): string {
  const snapshot = lastSnapshot(wallet);
  const reason = wallet.kind === 'unreachable' ? ` (${saidInEnglish(wallet.reason).replaceAll(/\s+/g, ' ')})` : '';
  if (snapshot === undefined) {
    return `${wallet.kind}${reason}`;
  }
  const { planType, balance, unlimited, windows, observedAtMs, source } = snapshot;
  return [
    `${wallet.kind}${reason}`,
    `plan ${planType ?? 'not told'}`,
    `balance ${balance === undefined ? 'not told' : 'told'}`,
    `unlimited ${unlimited ?? 'not told'}`,
    `${windows.length} windows`,
    `by ${source} ${Math.round((nowMs - observedAtMs) / 1000)} s ago`,
  ].join(', ');
}

function ledgerFacts({ usage, reading, trouble, setAsideFile }: GuardState): string[] {
  const progress = reading === undefined ? [] : [`reading: ${reading.filesDone} of ${reading.filesTotal} files`];
  const troubles = [
    ...(trouble === undefined ? [] : [`trouble: ${saidInEnglish(trouble)}`]),
    ...(setAsideFile === undefined ? [] : ['a damaged ledger was set aside']),
  ];
  if (usage === undefined) {
    return ['ledger: not read yet', ...progress, ...troubles];
  }
  const { coverage, budgets, inForce, runs } = usage;
  return [
    `ledger: ${coverage.rollouts} rollouts, ${coverage.malformedLines} malformed lines, ${coverage.incompleteThreads} incomplete threads, ${runs.length} runs shown`,
    ...progress,
    ...troubles,
    `policy: ${budgets.length} budgets, ${inForce.problems.length} problems`,
    ...inForce.problems.map(({ file, line, text }) => `policy problem: ${file}, line ${line}: ${saidInEnglish(text)}`),
  ];
}
