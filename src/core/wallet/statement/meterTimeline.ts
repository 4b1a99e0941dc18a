import type { Span } from '../../calendar.ts';
import { countWhile } from '../../countWhile.ts';
import { provenCredits, provenIncluded, type WindowReading } from './meterProofs.ts';
import { SpanWalk, unionOf } from './spans.ts';

/** What requests drew on in the past: the included allowance or purchased credits, as far as that is proven. */
export type PastMeter = 'included' | 'credits' | 'unknown';

export interface MeterSpan extends Span {
  readonly meter: PastMeter;
}

/**
 * Which meter was drawn on when, in spans that follow each other without gaps, no two neighbours alike. Readings come
 * in the order of time. Where they prove both meters, or neither, it is unknown. A window that is reset before its time,
 * with no reading between that and its next reset, leaves no trace: that cannot be told. O(n).
 */
export function meterTimeline(readings: readonly WindowReading[]): MeterSpan[] {
  const included = unionOf(provenIncluded(readings));
  const credits = unionOf(provenCredits(readings));
  const edges = [...included, ...credits].flatMap(({ fromMs, untilMs }) => [fromMs, untilMs]).sort((a, b) => a - b);
  const isIncluded = new SpanWalk(included);
  const isCredits = new SpanWalk(credits);
  const timeline: MeterSpan[] = [];
  for (const [index, fromMs] of edges.entries()) {
    const untilMs = edges[index + 1];
    if (untilMs !== undefined && fromMs < untilMs) {
      append(timeline, { fromMs, untilMs, meter: meterOf(isIncluded.covers(fromMs), isCredits.covers(fromMs)) });
    }
  }
  return timeline;
}

/** The meter at an instant; unknown outside of the timeline. O(log n). */
export function meterAt(timeline: readonly MeterSpan[], atMs: number): PastMeter {
  const begun = countWhile(timeline.length, (index) => (timeline[index]?.fromMs ?? 0) <= atMs);
  const span = timeline[begun - 1];
  return span !== undefined && atMs < span.untilMs ? span.meter : 'unknown';
}

function meterOf(isIncluded: boolean, isCredits: boolean): PastMeter {
  if (isIncluded === isCredits) {
    return 'unknown';
  }
  return isIncluded ? 'included' : 'credits';
}

function append(timeline: MeterSpan[], span: MeterSpan): void {
  const last = timeline.at(-1);
  if (last?.meter === span.meter) {
    timeline[timeline.length - 1] = { ...last, untilMs: span.untilMs };
  } else {
    timeline.push(span);
  }
}
