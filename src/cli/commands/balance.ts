import { saidInEnglish } from '../../base/phrase.ts';
import { creditsToMoney } from '../../core/prices/creditWorth.ts';
import { type WalletSnapshot, type WalletSource, type WalletState, lastSnapshot } from '../../core/wallet/wallet.ts';
import { bindingLimit } from '../../core/wallet/bindingLimit.ts';
import { nextRunMeter } from '../../core/wallet/nextRunMeter.ts';
import { bindingText } from '../../core/wallet/walletText.ts';
import { nextRunText } from '../../core/wallet/nextRunText.ts';
import { windowName } from '../../core/wallet/windowText.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { printJson, table } from '../output.ts';

const SOURCES: Readonly<Record<WalletSource, string>> = {
  appServer: 'codex app-server',
  update: 'codex run',
  rollout: 'codex rollout',
};

/** The shared balance, from Codex, else as it was last seen. */
export async function balance(context: CliContext, options: { readonly json?: boolean }): Promise<ExitCode> {
  const state = await context.wallet();
  const snapshot = lastSnapshot(state);
  const { terminal } = context;
  const nowMs = Date.now();
  const words = stateText(state);
  if (words !== undefined) {
    terminal.err(words + '\n');
  }
  if (options.json === true) {
    const { meter } = nextRunMeter(state, nowMs);
    const nextRun = { meter, reason: nextRunText(state, context.t, nowMs) };
    printJson(terminal, { state: state.kind, ...balanceFields(context, state, nowMs), nextRunMeter: nextRun });
  } else if (snapshot !== undefined) {
    terminal.out(balanceLines(context, snapshot, nowMs));
    terminal.out(`\n${nextRunText(state, context.t, nowMs)}\n`);
  }
  const isAnswered = state.kind !== 'noCodex' && state.kind !== 'unreachable';
  return isAnswered || snapshot !== undefined ? EXIT.done : EXIT.failed;
}

/** Why there is no fresh balance, and what to do; undefined where there is one. */
export function stateText(state: WalletState): string | undefined {
  switch (state.kind) {
    case 'known':
    case 'loading':
      return undefined;
    case 'noCodex':
      return 'Codex was not found, so the balance cannot be read. Install it, or set CODEX_GUARDRAILS_CODEX to its path.';
    case 'signedOut':
      return 'You are signed out of Codex, so the balance cannot be read. Run “codex login”. Spending is still counted, and budgets still hold.';
    case 'apiKey':
      return 'Codex uses an API key here, so no shared credits are drawn.';
    case 'unreachable':
      return `The balance cannot be read now: ${saidInEnglish(state.reason)}.`;
  }
}

function balanceFields({ t, format }: CliContext, state: WalletState, nowMs: number) {
  const snapshot = lastSnapshot(state);
  if (snapshot === undefined) {
    return {
      balance: { creditsMicros: null, unlimited: null, hasCredits: null },
      planType: null,
      windows: [],
      individualLimit: null,
      spendControlReached: null,
      ordinaryUsageAllowed: null,
      binding: { kind: 'unknown', limitId: null, untilMs: null, text: stateText(state) ?? '' },
      observedAtMs: null,
      ageMs: null,
      source: 'none',
    };
  }
  const { kind, limitId, untilMs } = bindingLimit(snapshot, nowMs);
  const { title, text } = bindingText(snapshot, t, format, nowMs);
  const { individualLimit } = snapshot;
  return {
    balance: {
      creditsMicros: snapshot.balance ?? null,
      unlimited: snapshot.unlimited ?? null,
      hasCredits: snapshot.hasCredits ?? null,
    },
    planType: snapshot.planType ?? null,
    windows: snapshot.windows.map((window) => ({
      limitId: window.limitId,
      name: windowName(window, t),
      usedPercent: window.usedPercent,
      windowMinutes: window.windowMinutes ?? null,
      resetsAtMs: window.resetsAtMs ?? null,
    })),
    individualLimit:
      individualLimit === undefined
        ? null
        : {
            limitCreditsMicros: individualLimit.limit,
            usedCreditsMicros: individualLimit.used,
            resetsAtMs: individualLimit.resetsAtMs ?? null,
          },
    spendControlReached: snapshot.spendControlReached ?? null,
    ordinaryUsageAllowed: snapshot.ordinaryUsageAllowed ?? null,
    binding: { kind, limitId: limitId ?? null, untilMs: untilMs ?? null, text: `${title} ${text}`.trim() },
    observedAtMs: snapshot.observedAtMs,
    ageMs: nowMs - snapshot.observedAtMs,
    source: state.kind === 'known' ? SOURCES[snapshot.source] : 'ledger',
  };
}

function balanceLines({ t, format, card }: CliContext, snapshot: WalletSnapshot, nowMs: number): string {
  const { title, text } = bindingText(snapshot, t, format, nowMs);
  const windows = snapshot.windows.map((window) => [
    windowName(window, t),
    format.percent(window.usedPercent),
    window.resetsAtMs === undefined ? '' : `resets ${format.instant(window.resetsAtMs, nowMs)}`,
  ]);
  return [
    `${balanceText(snapshot)}${snapshot.planType === undefined ? '' : ` (${snapshot.planType})`}, read ${format.age(nowMs - snapshot.observedAtMs)}\n`,
    `${title} ${text}`.trim() + '\n',
    windows.length === 0 ? '' : '\n' + table(['window', 'used', ''], windows, 1, 2),
  ].join('');

  function balanceText({ balance: credits, unlimited }: WalletSnapshot): string {
    if (unlimited === true) {
      return 'unlimited credits';
    }
    return credits === undefined
      ? 'balance unknown'
      : `${format.credits(credits)} credits, about ${format.money(creditsToMoney(card.money, credits))}`;
  }
}
