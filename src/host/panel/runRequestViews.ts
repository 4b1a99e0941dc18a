import { type CreditsMicros, NO_CREDITS, addCredits, microsToCredits } from '../../core/money.ts';
import type { CostParts, RunRequest, RunRequests } from '../../core/usage/runRequests.ts';
import type { RequestFigures, RequestRowView, RequestView } from '../../panel/runProtocol.ts';
import type { ViewTools } from '../viewTools.ts';

/** A request, and where its run stands when it has come in. */
export interface Counted extends RunRequest {
  readonly index: number;
  readonly total: CreditsMicros;
}

/** Requests in order of time, each with the run's total by then. */
export function countUp({ requests, earlierRequests, earlierCredits }: RunRequests): Counted[] {
  let total = earlierCredits;
  return requests.map((request, index) => {
    total = addCredits(total, request.credits ?? NO_CREDITS);
    return { ...request, index: earlierRequests + index + 1, total };
  });
}

/** A request: its tokens, its price, and its place in the run. */
export function requestView(request: Counted, isNested: boolean, tools: ViewTools): RequestView {
  const { t, format } = tools;
  const { responseId, threadId, index, occurredAtMs, total, parts, credits, model } = request;
  const label = `${format.count(index)} · ${format.clock(occurredAtMs)}`;
  const tokens = t(
    '{0} fresh, {1} cached and {2} output tokens',
    format.count(request.freshTokens),
    format.count(request.cachedTokens),
    format.count(request.outputTokens),
  );
  const cost = credits === undefined ? t('no price') : t('{0} credits', format.requestCredits(credits));
  const who = isNested ? t('subagent, {0}', model ?? t('unknown model')) : (model ?? t('unknown model'));
  return {
    key: `${threadId}/${responseId}`,
    label,
    figures: figuresOf([request], tools),
    tokens: { fresh: request.freshTokens, cached: request.cachedTokens, output: request.outputTokens },
    parts:
      parts === undefined
        ? undefined
        : {
            fresh: microsToCredits(parts.fresh),
            cached: microsToCredits(parts.cached),
            output: microsToCredits(parts.output),
          },
    total: microsToCredits(total),
    isNested,
    description: t('Request {0}, {1}: {2}; {3}.', label, who, cost, tokens),
  };
}

/** Requests in order of time; a subagent stands where its first request does, with all of its own. */
export function rowsOf(
  counted: readonly Counted[],
  rootThreadId: string,
  views: ReadonlyMap<Counted, RequestView>,
  tools: ViewTools,
): RequestRowView[] {
  const { t, format } = tools;
  const byThread = Map.groupBy(counted, ({ threadId }) => threadId);
  const subagents = [...byThread.keys()].filter((threadId) => threadId !== rootThreadId);
  const viewOf = (one: Counted): RequestView[] => {
    const found = views.get(one);
    return found === undefined ? [] : [found];
  };
  return counted.flatMap((one): RequestRowView[] => {
    const { threadId } = one;
    if (threadId === rootThreadId) {
      return viewOf(one).map((request) => ({ kind: 'request', request }));
    }
    const own = byThread.get(threadId) ?? [];
    if (own[0] !== one) {
      return [];
    }
    return [
      {
        kind: 'subagent',
        key: threadId,
        label: t('subagent {0}', subagents.indexOf(threadId) + 1),
        requestsText: format.requests(own.length),
        figures: figuresOf(own, tools),
        requests: own.flatMap(viewOf),
      },
    ];
  });
}

/** Sums of some requests. What has no price is not added, and says so where nothing of it has. */
export function figuresOf(requests: readonly Counted[], { t, format }: ViewTools): RequestFigures {
  const sum = (pick: (request: Counted) => number): string =>
    format.count(requests.reduce((total, request) => total + pick(request), 0));
  const priced = requests.filter(({ credits }) => credits !== undefined);
  const more = priced.length === requests.length ? '' : '+';
  const credits = (pick: (request: Counted) => CreditsMicros | undefined): string =>
    priced.length === 0
      ? t('no price')
      : format.requestCredits(priced.reduce((total, one) => addCredits(total, pick(one) ?? NO_CREDITS), NO_CREDITS)) +
        more;
  const part = (kind: keyof CostParts): string => credits(({ parts }) => parts?.[kind]);
  const last = requests.at(-1);
  return {
    fresh: sum(({ freshTokens }) => freshTokens),
    cached: sum(({ cachedTokens }) => cachedTokens),
    output: sum(({ outputTokens }) => outputTokens),
    freshCredits: part('fresh'),
    cachedCredits: part('cached'),
    outputCredits: part('output'),
    credits: credits((request) => request.credits),
    total: last === undefined ? '' : format.credits(last.total),
  };
}
