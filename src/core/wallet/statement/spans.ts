import type { Span } from '../../calendar.ts';

/** The spans that cover the same instants, in order and without overlaps. O(n) where they come in order. */
export function unionOf(spans: readonly Span[]): Span[] {
  const union: Span[] = [];
  for (const span of spans.filter(({ fromMs, untilMs }) => fromMs < untilMs).sort((a, b) => a.fromMs - b.fromMs)) {
    const last = union.at(-1);
    if (last !== undefined && span.fromMs <= last.untilMs) {
      union[union.length - 1] = { fromMs: last.fromMs, untilMs: Math.max(last.untilMs, span.untilMs) };
    } else {
      union.push(span);
    }
  }
  return union;
}

/** Tells, for instants asked about in ascending order, whether a span covers them; the spans are a union. */
export class SpanWalk {
  readonly #spans: readonly Span[];
  #next = 0;

  constructor(union: readonly Span[]) {
    this.#spans = union;
  }

  covers(atMs: number): boolean {
    let span = this.#spans[this.#next];
    while (span !== undefined && span.untilMs <= atMs) {
      this.#next += 1;
      span = this.#spans[this.#next];
    }
    return span !== undefined && span.fromMs <= atMs;
  }
}
