import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { queueText } from '../../core/decisions/holdText.ts';
import { capLikelyText } from '../../core/estimate/outlookText.ts';
import type { CostRange } from '../../core/estimate/remainder.ts';
import type { GuardedRun } from '../../guard/runs/guardedRun.ts';
import type { RunMeter } from '../../guard/runs/runMeter.ts';
import { onceCapIsLikely } from '../../guard/runs/runOutlook.ts';
import type { CliContext } from '../context.ts';

/**
 * Tells after each response what a run has spent and where it will likely end, and once that it will likely reach its
 * cap; and where subagents wait for others. `tell` hears the events of `--json`.
 */
export function tellMeter(run: GuardedRun, context: CliContext, tell: (event: object) => void): Disposable {
  const { terminal, format, t } = context;
  const store = new DisposableStore();
  let toldRequests = 0;
  let toldQueue = 0;
  const tellUsage = (meter: RunMeter): void => {
    if (meter.requests > toldRequests) {
      toldRequests = meter.requests;
      terminal.err(`${usageLine(meter, context)}\n`);
      tell(usageEvent(meter));
    }
  };
  const tellQueue = ({ queuedSubagents, preflight }: RunMeter): void => {
    const most = preflight.request.policy.maxSubagentsPerRun?.value;
    if (queuedSubagents > toldQueue && most !== undefined) {
      terminal.err(`${queueText(queuedSubagents, most, t)}\n`);
      tell({ type: 'queued', subagents: queuedSubagents, maxSubagents: most });
    }
    toldQueue = queuedSubagents;
  };
  store.add(run.onDidChange(tellUsage));
  store.add(run.onDidChange(tellQueue));
  // A response may have come before anybody listened.
  tellUsage(run.meter);
  store.add(
    onceCapIsLikely(run, (meter) => {
      terminal.err(`${capLikelyText(meter, t, format)}\n`);
      tell({ ...usageEvent(meter), type: 'capLikely', capCreditsMicros: meter.cap });
    }),
  );
  return store;
}

function usageLine({ spent, cap, requests, range }: RunMeter, { format }: CliContext): string {
  const ofCap = cap === undefined ? '' : ` of ${format.limit(cap)}`;
  const end = range === undefined ? '' : `, likely end ${format.range(range.p10, range.p90)}`;
  return `${format.credits(spent)}${ofCap} credits, ${format.requests(requests)}${end}`;
}

function usageEvent({ requests, spent, range, capOutlook }: RunMeter): object {
  return {
    type: 'usage',
    requests,
    creditsMicros: spent,
    likelyTotal: range === undefined ? null : rangeFields(range),
    chanceToPassCap: capOutlook === undefined ? null : capOutlook.chance,
  };
}

/** A range as the events of `run --json` tell it. */
export function rangeFields({ p10, p50, p90 }: CostRange): object {
  return { lowCreditsMicros: p10, medianCreditsMicros: p50, highCreditsMicros: p90 };
}
