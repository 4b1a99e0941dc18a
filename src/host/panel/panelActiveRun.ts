import {
  type HeldRun,
  heldAtText,
  needText,
  overText,
  queueText,
  reasonTexts,
  waitingText,
} from '../../core/decisions/holdText.ts';
import { sentences } from '../../core/joinTexts.ts';
import { type CreditsMicros, addCredits, microsToCredits } from '../../core/money.ts';
import { foreseenText } from '../../core/estimate/outlookText.ts';
import type { RunMeter } from '../../guard/runs/runMeter.ts';
import type { ActionView } from '../../panel/noticeProtocol.ts';
import type { ActiveRunView } from '../../panel/nowProtocol.ts';
import { heldView } from '../runs/heldView.ts';
import { spentText } from '../runs/spentText.ts';
import { shortPath } from '../shortPath.ts';
import type { ViewTools } from '../viewTools.ts';

/** A run that goes on in this window, or is held: where it stands, where it will likely end, and what can be done. */
export function activeRunView(run: RunMeter, nowMs: number, tools: ViewTools): ActiveRunView {
  const { t, format, homeFolder } = tools;
  const { preflight, spent, cap, requests, hold } = run;
  const { subject } = preflight;
  const folder = subject.workspace === undefined ? [] : [shortPath(subject.workspace, homeFolder)];
  const duration = format.duration(nowMs - run.startedAtMs);
  return {
    runId: run.runId,
    state: hold === undefined ? 'running' : hold.waitsUntilMs === undefined ? 'held' : 'waiting',
    title: t('Run in this window'),
    meta: [subject.model ?? '', subject.effort ?? '', ...folder, format.requests(requests), duration]
      .filter((part) => part !== '')
      .join(' · '),
    spent: microsToCredits(spent),
    spentText: spentText(run, t, format),
    hasUnknown: run.unpricedRequests > 0,
    cap: cap === undefined ? undefined : microsToCredits(cap),
    capText: cap === undefined ? t('no cap') : t('cap {0}', format.limit(cap)),
    ...(hold === undefined ? goingOnView(run, tools) : heldRunView({ ...run, hold }, nowMs, tools)),
  };
}

type ActiveRunPart = Pick<ActiveRunView, 'lead' | 'sentence' | 'end' | 'endText' | 'actions' | 'note'>;

function goingOnView(run: RunMeter, { t, format }: ViewTools): ActiveRunPart {
  const { preflight, runId, canBeHeld, cap, range, queuedSubagents } = run;
  const { request } = preflight;
  const most = request.policy.maxSubagentsPerRun?.value;
  const wouldBeHeld = cap !== undefined && request.policy.onCap.value === 'pause';
  return {
    lead: '',
    sentence: goingOnSentence(run, { t, format }),
    end:
      range === undefined
        ? undefined
        : { low: microsToCredits(range.p10), median: microsToCredits(range.p50), high: microsToCredits(range.p90) },
    endText: range === undefined ? '' : t('likely end {0}', format.range(range.p10, range.p90)),
    actions: [action(t('Open'), { kind: 'showTranscript' }), action(t('Stop'), { kind: 'stopRun', runId })],
    note: sentences(
      wouldBeHeld && !canBeHeld ? t('Codex runs no hooks here, so it is stopped at its cap, not held.') : '',
      queuedSubagents > 0 && most !== undefined ? queueText(queuedSubagents, most, t) : '',
    ),
  };
}

/** Before its first response it is the estimate; then what that has become, and whether its cap is in the way. */
function goingOnSentence(run: RunMeter, { t, format }: Pick<ViewTools, 't' | 'format'>): string {
  const { range, requests } = run;
  if (range === undefined) {
    return t('No price is known, so no cap can hold.');
  }
  return requests > 0
    ? foreseenText(run, t, format)
    : t('Estimated at {0} credits (median {1}).', format.range(range.p10, range.p90), format.approximately(range.p50));
}

/** The question of a held run, in the words of its notification. */
function heldRunView(run: RunMeter & HeldRun, nowMs: number, { t, format }: ViewTools): ActiveRunPart {
  const { runId, spent, hold } = run;
  const { remainder, waitsUntilMs } = hold;
  const [waiting, need] = [waitingText(run, t, format, nowMs), needText(run, t, format)];
  const total = (more: CreditsMicros): CreditsMicros => addCredits(spent, more);
  const view = heldView(run, t, format, nowMs);
  const answer = (label: string | undefined, kind: 'raise' | 'uncap' | 'wait', isPrimary = false): ActionView[] =>
    label === undefined ? [] : [action(label, { kind: 'answerHold', runId, answer: kind }, isPrimary)];
  return {
    lead: heldAtText(run, t, format),
    sentence: sentences(
      ...reasonTexts(run, t, format, nowMs),
      ...(waitsUntilMs === undefined ? [need, waiting] : [waiting, need]),
    ),
    end:
      remainder === undefined
        ? undefined
        : {
            low: microsToCredits(total(remainder.p10)),
            median: microsToCredits(total(remainder.p50)),
            high: microsToCredits(total(remainder.p90)),
          },
    endText:
      remainder === undefined ? '' : t('would end at {0}', format.range(total(remainder.p10), total(remainder.p90))),
    actions: [
      ...answer(view.raiseLabel, 'raise', waitsUntilMs === undefined),
      ...answer(view.finishLabel, 'uncap'),
      ...answer(view.waitLabel, 'wait'),
      action(view.stopLabel, { kind: 'stopRun', runId }),
      action(t('Open'), { kind: 'showTranscript' }),
    ],
    note: overText(run, t, format) ?? '',
  };
}

function action(label: string, message: ActionView['message'], isPrimary = false): ActionView {
  return { label, isPrimary, message };
}
