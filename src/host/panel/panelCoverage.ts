import { plural, type Translate } from '../../base/translate.ts';
import { hooksAtWork } from '../../core/hooks/hookStatus.ts';
import { listed, sentences } from '../../core/joinTexts.ts';
import { unpricedRequestsText } from '../../core/prices/priceWords.ts';
import type { UnguardedRun } from '../../core/hooks/unguarded.ts';
import { unguardedText, unguardedWords } from '../../core/hooks/unguardedText.ts';
import { hookStateText, hooksStep, hooksTitle } from '../../core/hooks/hookText.ts';
import type { ActionView, CoverageView, NoticeView } from '../../panel/noticeProtocol.ts';
import type { UsageModel } from '../../guard/usageModel.ts';
import type { GuardState } from '../hooks/guardState.ts';
import type { ViewTools } from '../viewTools.ts';

/** What the figures may lack, so that nobody takes them for more than they are. */
export function coverageView(state: GuardState, tools: ViewTools): CoverageView {
  const { t, format, card } = tools;
  const { usage, nowMs } = state;
  const unpriced = usage === undefined ? 0 : unpricedIn(usage);
  const notes: NoticeView[] = [
    note(
      'elsewhere',
      t('Other use of the wallet is not in here.'),
      t(
        'Spreadsheets, images and Codex on other machines draw on the same balance. Only what Codex logs on this machine is counted.',
      ),
    ),
    elsewhereNote(state, t),
  ];
  const unguarded = usage?.unguarded ?? [];
  const last = unguarded.at(-1);
  if (last !== undefined) {
    notes.push(unguardedNote(unguarded, last, { t, format }));
  }
  if (unpriced > 0) {
    notes.push(
      note(
        'unpriced',
        unpricedRequestsText(unpriced, t, format),
        t('They are not in the credits of the last 30 days.'),
        'warning',
      ),
    );
  }
  if (nowMs > card.reviewAfterMs) {
    notes.push(
      note(
        'review',
        t('The prices are due for review.'),
        t('They were checked on {0}. Update Codex Guardrails.', format.calendarDate(card.verifiedOn)),
      ),
    );
  }
  return {
    title: t('What the figures may lack'),
    notes,
    facts: [
      ...(usage === undefined ? [] : ledgerFacts(usage, tools)),
      { label: t('Prices checked'), text: format.calendarDate(card.verifiedOn) },
      {
        label: t('One credit'),
        text: t('1 {0} buys {1}', card.money.currency, format.exact(card.money.creditsPerUnit)),
      },
    ],
  };
}

function ledgerFacts(usage: UsageModel, { t, format }: ViewTools): CoverageView['facts'] {
  const { coverage, days, unguarded } = usage;
  const derived = days.reduce((sum, day) => sum + day.derivedPriceRequests, 0);
  const fact = (label: string, count: number) => ({ label, text: format.count(count) });
  return [
    fact(t('Rollouts read'), coverage.rollouts),
    fact(t('Lines that could not be read'), coverage.malformedLines),
    fact(t('Incomplete threads'), coverage.incompleteThreads),
    fact(t('Requests without a price, 30 days'), unpricedIn(usage)),
    fact(t('Requests with a price derived from the API’s, 30 days'), derived),
    fact(t('Unguarded runs, 30 days'), unguarded.length),
  ];
}

function unpricedIn({ days }: UsageModel): number {
  return days.reduce((sum, day) => sum + day.unpricedRequests, 0);
}

/** How many, why, and what mends the newest of them. */
function unguardedNote(
  runs: readonly UnguardedRun[],
  last: UnguardedRun,
  { t, format }: Pick<ViewTools, 't' | 'format'>,
): NoticeView {
  const words = unguardedWords(
    runs.map(({ reason }) => reason),
    t,
  );
  return note(
    'unguarded',
    plural(
      runs.length,
      t('One run of the last 30 days was to be guarded and was not.'),
      t('{0} runs of the last 30 days were to be guarded and were not.', format.count(runs.length)),
    ),
    t('Likely: {0}. The last of them: {1}', words, unguardedText(last.reason, t)),
    'warning',
  );
}

/** Runs that are not started with us: whether hooks of ours guard them. */
function elsewhereNote({ hooks }: GuardState, t: Translate): NoticeView {
  const title = hooksTitle(hooks, t);
  const guard: ActionView = { label: t('Guard all runs…'), isPrimary: false, message: { kind: 'guardAllRuns' } };
  if (title === undefined) {
    return {
      id: 'terminal',
      severity: 'info',
      title: t('Runs in a terminal are counted, not guarded.'),
      text: t('Budgets and caps hold runs that are started with Run Task or codex-guardrails run.'),
      actions: [guard],
    };
  }
  const states = hooks.map(({ event, state }) => `${event} ${hookStateText(state, t)}`);
  return {
    id: 'terminal',
    severity: hooksAtWork(hooks) === 'all' ? 'info' : 'warning',
    title,
    text: sentences(hooksStep(hooks, t), t('Hooks in Codex: {0}.', listed(states, t))),
    actions: hooksAtWork(hooks) === 'all' ? [] : [guard],
  };
}

function note(id: string, title: string, text: string, severity: NoticeView['severity'] = 'info'): NoticeView {
  return { id, severity, title, text, actions: [] };
}
