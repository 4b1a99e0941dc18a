import type { CreditsMicros } from '../../core/money.ts';
import { microsToCredits } from '../../core/money.ts';
import { densityCurve } from '../../core/estimate/density.ts';
import type { RunEstimate } from '../../core/estimate/estimateRun.ts';
import { estimateText, reasonTexts } from '../../core/estimate/estimateText.ts';
import { findingText } from '../../core/decisions/findingText.ts';
import { creditsToMoney } from '../../core/prices/creditWorth.ts';
import type { Effect } from '../../core/policy/policy.ts';
import type { WalletState } from '../../core/wallet/wallet.ts';
import { overrideOffer } from '../../guard/policy/overrides.ts';
import type { Preflight } from '../../guard/runs/preflight.ts';
import {
  type ComposerDraft,
  type ComposerView,
  type LikelyView,
  MOST_PROMPT_CHARS,
  type OfferView,
} from '../../panel/composerProtocol.ts';
import { afterRunViews } from '../runs/afterRunView.ts';
import type { ComposerChoices } from './composerChoices.ts';
import { promisedCap, runLabel } from '../runs/runLabel.ts';
import type { ViewTools } from '../viewTools.ts';

/** All that the composer shows. */
export interface ComposerState {
  readonly revision: number;
  readonly draft: ComposerDraft;
  /** The folder as people write it; empty where none is open. */
  readonly folder: string;
  readonly choices: ComposerChoices;
  /** Why no run can be started here, in words. */
  readonly trouble: string | undefined;
  /** Undefined while nothing is written, or nothing is known of it yet. */
  readonly preflight: Preflight | undefined;
  readonly wallet: WalletState;
  readonly offers: readonly OfferView[];
  readonly nowMs: number;
}

/** What a run that is being written would cost, and what that means. */
export function composerView(state: ComposerState, tools: ViewTools): ComposerView {
  const { t, format } = tools;
  const { revision, draft, folder, choices, trouble, preflight, nowMs } = state;
  return {
    revision,
    draft,
    title: t('New run'),
    folder,
    ...choices,
    labels: {
      prompt: t('Task'),
      placeholder: t('What should Codex do? Nothing starts before you have seen what it will cost.'),
      tooLong: t(
        'A task that is written here has up to {0} characters, and this one has more. It cannot be sent, and is kept only while it is shown: shorten it, or save it as a file and name that in the task.',
        format.count(MOST_PROMPT_CHARS),
      ),
      thread: t('Thread'),
      model: t('Model'),
      effort: t('Reasoning effort'),
      tier: t('Service tier'),
      effortShort: t('Effort'),
      cap: t('cap'),
      capInWords: t('Cap in credits'),
      likely: t('Likely'),
      median: t('Median'),
    },
    note: trouble ?? noteOf(state, tools),
    likely: preflight === undefined ? undefined : likelyView(preflight, tools),
    reasons: preflight === undefined ? [] : reasonTexts(preflight.estimate.reasons, t, format),
    findings: (preflight?.decision.findings ?? []).map((finding) => ({
      severity: SEVERITIES[finding.effect],
      text: findingText(finding, t, format, nowMs),
    })),
    afterTitle: t('After this run'),
    after: preflight === undefined ? [] : afterRunViews(preflight, state.wallet, tools),
    offersTitle: t('The same task with other settings'),
    offers: state.offers,
    offersNote: t('Costs alone are compared: quality differs, and a run that has to be repeated costs twice.'),
    capInForce: capInForce(preflight, tools),
    runLabel: labelOf(preflight, tools),
    canRun: trouble === undefined && preflight !== undefined && (!isDenied(preflight) || canBeAllowed(preflight)),
  };
}

const SEVERITIES: Readonly<Record<Effect, 'info' | 'warning' | 'error'>> = {
  allow: 'info',
  warn: 'info',
  confirm: 'warning',
  deny: 'error',
};

function noteOf({ preflight, draft }: ComposerState, { t, format }: ViewTools): string {
  if (draft.prompt.trim() === '') {
    return t('Write a task, and see what it would cost.');
  }
  return preflight?.estimate.kind === 'unpriced' ? estimateText(preflight.estimate, t, format) : '';
}

function labelOf(preflight: Preflight | undefined, { t, format }: ViewTools): string {
  if (preflight === undefined) {
    return t('Run task');
  }
  return isDenied(preflight) && canBeAllowed(preflight) ? t('Allow…') : runLabel(promisedCap(preflight), t, format);
}

function capInForce(preflight: Preflight | undefined, { format }: ViewTools): string {
  const cap = preflight === undefined ? undefined : promisedCap(preflight);
  return cap === undefined ? '' : format.limit(cap);
}

function isDenied({ decision }: Preflight): boolean {
  return decision.effect === 'deny';
}

/** Whether the person may let it start all the same: then they are asked how. */
function canBeAllowed(preflight: Preflight): boolean {
  return overrideOffer(preflight) !== undefined;
}

/** So many points make a smooth curve. */
const POINTS = 97;
/** Beyond the ninety-fifth percentile the curve is a tail. */
const ROOM_BEHIND = 1.25;
/** A cap that is further away than this would press the curve against the edge. */
const FURTHEST_CAP = 3;

function likelyView(preflight: Preflight, { t, format, card }: ViewTools): LikelyView | undefined {
  const { estimate } = preflight;
  if (estimate.kind === 'unpriced') {
    return undefined;
  }
  const { p10, p50, p90, p95 } = estimate.credits;
  const cap = promisedCap(preflight);
  const isCapNear = cap !== undefined && cap <= FURTHEST_CAP * p95;
  const until = Math.max(1, ROOM_BEHIND * p95, isCapNear ? 1.05 * cap : 0);
  return {
    text: t('Likely {0} credits', format.range(p10, p90)),
    meta: [
      t('median {0}', format.approximately(p50)),
      t('about {0}', format.money(creditsToMoney(card.money, p50))),
      ...priceTags(estimate, t),
    ].join(' · '),
    until: microsToCredits(until as CreditsMicros),
    low: microsToCredits(p10),
    median: microsToCredits(p50),
    high: microsToCredits(p90),
    cap: isCapNear ? microsToCredits(cap) : undefined,
    heights: densityCurve(estimate.credits, until, POINTS),
    labels: {
      low: format.approximately(p10),
      median: format.approximately(p50),
      high: format.approximately(p90),
      cap: cap === undefined ? '' : format.limit(cap),
      medianName: t('median'),
      capName: t('cap'),
      tail: t('one in ten costs more than {0}', format.approximately(p90)),
    },
  };
}

function priceTags({ priceGrade }: RunEstimate & { readonly kind: 'priced' }, t: ViewTools['t']): readonly string[] {
  return priceGrade === 'derived' ? [t('derived price')] : [];
}
