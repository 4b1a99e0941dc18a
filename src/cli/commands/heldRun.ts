import { type Disposable, toDisposable } from '../../base/disposable.ts';
import type { Hold, HoldAnswer } from '../../core/decisions/hold.ts';
import { type HeldRun, heldText, needText, waitingText } from '../../core/decisions/holdText.ts';
import { parseCredits } from '../../core/money.ts';
import type { GuardedRun } from '../../guard/runs/guardedRun.ts';
import type { RunMeter } from '../../guard/runs/runMeter.ts';
import { ask } from '../ask.ts';
import type { CliContext } from '../context.ts';
import { rangeFields } from './runMeterLines.ts';

const ANSWERED_BY = 'command line';

/** Tells when a run is held and goes on again, and puts the question. `tell` hears the events of `--json`. */
export function answerHolds(run: GuardedRun, context: CliContext, tell: (event: object) => void): Disposable {
  const ended = new AbortController();
  let held: Hold | undefined;
  const listening = run.onDidChange((meter) => {
    const { hold, cap } = meter;
    if (hold !== undefined && hold.heldAtMs !== held?.heldAtMs) {
      tell(heldEvent(meter, hold));
      void answer(run, context, hold, ended.signal);
    } else if (hold === undefined && held !== undefined && meter.status === 'running') {
      tell({ type: 'resumed', capCreditsMicros: cap ?? null });
    }
    held = hold;
  });
  return toDisposable(() => {
    listening.dispose();
    ended.abort();
  });
}

function heldEvent({ spent, cap }: RunMeter, { cause, remainder, suggestedRaise, resetsAtMs }: Hold): object {
  return {
    type: 'held',
    cause,
    creditsMicros: spent,
    capCreditsMicros: cap ?? null,
    likelyMore: remainder === undefined ? null : rangeFields(remainder),
    suggestedRaiseCreditsMicros: suggestedRaise,
    resetsAtMs: resetsAtMs ?? null,
  };
}

/** An answer that cannot be recorded leaves the run held, and the question is put again, unless it is to stop. */
async function answer(run: GuardedRun, context: CliContext, hold: Hold, signal: AbortSignal): Promise<void> {
  const { terminal, format, t } = context;
  const held: HeldRun = { ...run.meter, hold };
  terminal.err(`${heldText(held, t, format, Date.now())} ${needText(held, t, format)}\n`);
  while (run.meter.hold?.heldAtMs === hold.heldAtMs && run.meter.status === 'running') {
    const wanted = terminal.isInteractive ? await askPerson(hold, context, signal) : withoutPerson(run.meter, hold);
    if (signal.aborted) {
      // The run has ended without an answer, and its thread can be gone on with.
      return;
    }
    if (wanted === undefined) {
      terminal.err('That is no answer.\n');
      continue;
    }
    try {
      await run.answer(wanted, terminal.isInteractive ? ANSWERED_BY : 'nobody');
    } catch (error) {
      context.log.error('The answer could not be recorded.', { reason: String(error) });
    }
    if (wanted.kind === 'wait') {
      tellWaiting(run.meter, context);
    }
    if (wanted.kind === 'wait' || wanted.kind === 'stop' || !terminal.isInteractive) {
      return;
    }
  }
}

function tellWaiting(meter: RunMeter, { terminal, format, t }: CliContext): void {
  const { hold } = meter;
  if (hold !== undefined) {
    terminal.err(`${waitingText({ ...meter, hold }, t, format, Date.now())}\n`);
  }
}

/** Where nobody is there, the policy says what that means: nothing is spent, or all is. */
function withoutPerson({ preflight }: RunMeter, { canBeRaised }: Hold): HoldAnswer {
  const isAllowed = canBeRaised && preflight.request.policy.noAnswer.value === 'allow';
  return isAllowed ? { kind: 'uncap' } : { kind: 'noAnswer' };
}

async function askPerson(hold: Hold, context: CliContext, signal: AbortSignal): Promise<HoldAnswer | undefined> {
  const { format } = context;
  const wait = hold.resetsAtMs === undefined ? '' : `[w]ait until ${format.instant(hold.resetsAtMs, Date.now())}, `;
  const by = format.limit(hold.suggestedRaise);
  const more = hold.canBeRaised ? `[r]aise by ${by}, or by the credits you write, [f]inish without cap, ` : '';
  const said = await ask(`${more}${wait}[s]top: `, signal);
  if (said === undefined || said === 's') {
    return { kind: 'stop' };
  }
  if (said === 'w' && hold.resetsAtMs !== undefined) {
    return { kind: 'wait' };
  }
  return hold.canBeRaised ? raiseOf(said, hold) : undefined;
}

function raiseOf(said: string, { suggestedRaise }: Hold): HoldAnswer | undefined {
  if (said === 'f') {
    return { kind: 'uncap' };
  }
  const by = said === 'r' ? suggestedRaise : parseCredits(said);
  return by === undefined || by <= 0 ? undefined : { kind: 'raise', by };
}
