import { inWords } from '../../base/phrase.ts';
import type { Translate } from '../../base/translate.ts';
import { budgetLabel, remainingText } from '../../core/budgets/budgetText.ts';
import { limitOf, remainingOf } from '../../core/budgets/budgetStatus.ts';
import { sentences } from '../../core/joinTexts.ts';
import { foreseenText } from '../../core/estimate/outlookText.ts';
import type { Format } from '../../core/format.ts';
import { subtractCredits } from '../../core/money.ts';
import { creditsToMoney } from '../../core/prices/creditWorth.ts';
import { failureText, failureTitle, hooksText } from '../../core/hooks/hookText.ts';
import type { RateCard } from '../../core/prices/rateCard.ts';
import { type IndividualLimit, hasReset, lastSnapshot } from '../../core/wallet/wallet.ts';
import { bindingText, planName } from '../../core/wallet/walletText.ts';
import { windowName } from '../../core/wallet/windowText.ts';
import type { RunMeter } from '../../guard/runs/runMeter.ts';
import { budgetAlert } from '../alerts/budgetAlert.ts';
import type { GuardState } from '../hooks/guardState.ts';
import { spentText } from '../runs/spentText.ts';
import { nextRunSentence, walletSentence } from '../wallet/walletSentence.ts';
import { escapeMarkdown } from '../escapeMarkdown.ts';
import { bar } from './tooltipBar.ts';

/** Commands that the tooltip links to; no others may be trusted. */
export const TOOLTIP_COMMANDS = [
  'codexGuardrails.openPanel',
  'codexGuardrails.runTask',
  'codexGuardrails.refresh',
  'codexGuardrails.chooseStatusBar',
] as const;

/** The status bar's tooltip as Markdown. Whatever comes from outside is escaped. */
export function tooltipMarkdown(state: GuardState, card: RateCard, t: Translate, format: Format): string {
  const sections = [
    runsSection(state, t, format),
    walletSection(state, card, t, format),
    limitsSection(state, t, format),
    escapeMarkdown(guardSentence(state, t, format)),
    sourceSection(state, card, t, format),
    links(t),
  ];
  return sections.filter((section) => section !== '').join('\n\n---\n\n');
}

/** How far runs that are started elsewhere are guarded; empty where no hooks are known. */
function guardSentence({ hooks, hookFailure, nowMs }: GuardState, t: Translate, format: Format): string {
  return hookFailure === undefined
    ? (hooksText(hooks, t) ?? '')
    : sentences(failureTitle(t), failureText(hookFailure, t, format, nowMs));
}

/** The runs of this window: what each has spent of its cap, and where it will likely end. */
function runsSection({ activeRuns }: GuardState, t: Translate, format: Format): string {
  const lines = activeRuns.map((run) => {
    const then = run.hold === undefined ? foreseenText(run, t, format) : t('Held.');
    return `**${escapeMarkdown(spentOfCap(run, t, format))}** ${escapeMarkdown(then)}`.trim();
  });
  return lines.join('\n\n');
}

/** Without a price, no cap can hold. */
function spentOfCap(run: RunMeter, t: Translate, format: Format): string {
  if (run.unpricedRequests > 0) {
    return spentText(run, t, format);
  }
  const spent = format.credits(run.spent);
  return run.cap === undefined ? t('{0} credits so far', spent) : t('{0} of {1} credits', spent, format.limit(run.cap));
}

function walletSection({ wallet, usage, nowMs }: GuardState, card: RateCard, t: Translate, format: Format): string {
  const sentence = walletSentence(wallet, t);
  const nextRun = nextRunSentence(wallet, t, nowMs);
  const snapshot = lastSnapshot(wallet);
  if (snapshot === undefined) {
    return escapeMarkdown(sentences(sentence ?? t('Reading the balance.'), nextRun));
  }
  const heading =
    snapshot.unlimited === true
      ? t('Unlimited credits')
      : snapshot.balance === undefined
        ? t('Balance unknown')
        : t('{0} credits', format.credits(snapshot.balance));
  const worth =
    snapshot.balance === undefined || snapshot.unlimited === true
      ? ''
      : ` ${t('about {0}', format.money(creditsToMoney(card.money, snapshot.balance)))}`;
  const alert = budgetAlert(usage, t, format, nowMs);
  const binding = bindingText(snapshot, t, format, nowMs);
  const binds =
    alert?.kind === 'spent' ? sentences(alert.sentence, alert.resets) : sentences(binding.title, binding.text);
  const plan = snapshot.planType === undefined ? '' : ` · ${escapeMarkdown(planName(snapshot.planType))}`;
  return [`**${heading}**${worth}${plan}`, escapeMarkdown(sentences(sentence ?? binds, nextRun))].join('\n\n');
}

function limitsSection({ wallet, usage, nowMs }: GuardState, t: Translate, format: Format): string {
  const snapshot = lastSnapshot(wallet);
  const windows = (snapshot?.windows ?? []).map((window) => {
    const isOver = hasReset(window, nowMs);
    return [
      escapeMarkdown(windowName(window, t)),
      isOver ? bar(0, true) : bar(window.usedPercent / 100),
      isOver ? t('unknown') : format.percent(window.usedPercent),
      isOver || window.resetsAtMs === undefined ? '' : format.instant(window.resetsAtMs, nowMs),
    ];
  });
  const ownLimit = snapshot?.individualLimit;
  const ofWorkspace = ownLimit === undefined ? [] : [ownLimitCells(ownLimit, nowMs, t, format)];
  const budgets = (usage?.budgets ?? []).map((status) => [
    escapeMarkdown(budgetLabel(status.budget.value, t)),
    bar((status.spent + status.reserved) / Math.max(1, limitOf(status)), status.unpricedRequests > 0),
    remainingText(remainingOf(status), t, format),
    status.resetsAtMs === undefined ? '' : format.instant(status.resetsAtMs, nowMs),
  ]);
  const rows = [...windows, ...ofWorkspace, ...budgets];
  const table = [
    `| | | | |`,
    `| :-- | :-- | --: | --: |`,
    ...rows.map((cells) => `| ${cells.join(` | ${CELL_GAP}`)} |`),
  ].join('\n');
  return rows.length === 0 ? '' : [table, ...forecastLines(usage, t, format, nowMs)].join('\n\n');
}

function ownLimitCells(ownLimit: IndividualLimit, nowMs: number, t: Translate, format: Format): string[] {
  const { limit, used, resetsAtMs } = ownLimit;
  const isOver = hasReset(ownLimit, nowMs);
  return [
    t('Your own limit'),
    isOver ? bar(0, true) : bar(used / Math.max(1, limit)),
    isOver ? t('unknown') : remainingText(subtractCredits(limit, used), t, format),
    isOver || resetsAtMs === undefined ? '' : format.instant(resetsAtMs, nowMs),
  ];
}

/** Where budgets will likely end: only of those that may be used up by then, since the others ask for nothing. */
function forecastLines(usage: GuardState['usage'], t: Translate, format: Format, nowMs: number): string[] {
  return (usage?.budgets ?? []).flatMap((status, index) => {
    const forecast = usage?.forecasts[index];
    const limit = limitOf(status);
    if (forecast === undefined || status.resetsAtMs === undefined || forecast.high <= limit) {
      return [];
    }
    const [name, until] = [budgetLabel(status.budget.value, t), format.instant(status.resetsAtMs, nowMs)];
    const range = format.range(forecast.low, forecast.high);
    return [escapeMarkdown(t('{0}: likely {1} of {2} by {3}.', name, range, format.limit(limit), until))];
  });
}

function sourceSection({ wallet, nowMs, trouble }: GuardState, card: RateCard, t: Translate, format: Format): string {
  const snapshot = lastSnapshot(wallet);
  const age =
    snapshot === undefined
      ? []
      : [
          t(
            'Read from Codex {0}, at {1}.',
            format.age(nowMs - snapshot.observedAtMs),
            format.clock(snapshot.observedAtMs),
          ),
        ];
  const prices = t('Prices checked {0}.', format.calendarDate(card.verifiedOn));
  const lines = [...age, prices, ...(trouble === undefined ? [] : [inWords(trouble, t)])];
  return escapeMarkdown(sentences(...lines));
}

function links(t: Translate): string {
  const labels: Readonly<Record<(typeof TOOLTIP_COMMANDS)[number], string>> = {
    'codexGuardrails.openPanel': t('Open panel'),
    'codexGuardrails.runTask': t('Run task'),
    'codexGuardrails.refresh': t('Refresh'),
    'codexGuardrails.chooseStatusBar': t('Choose what to show'),
  };
  return TOOLTIP_COMMANDS.map((command) => `[${labels[command]}](command:${command})`).join(' · ');
}

/** The table leaves no room between its cells, and spaces that may break fall together. */
const CELL_GAP = '&nbsp;&nbsp;';
