import type { ModelRequest } from '../../support/codex/backendLog.ts';
import type { Done } from './round.ts';
import { CAP_CREDITS, type FaultWorld } from './world.ts';

const MICROS = 1e6;
/** What still asks for the balance, or has lost its Codex, takes a while to end. */
const LEFT_MS = 15_000;
/** The response that crosses the cap, which nobody can foresee. */
const UNDER_WAY = 1;

interface Counted {
  readonly key: string;
  readonly requests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly creditsMicros: number | null;
}

/** What has been excused since the world began. */
export interface Excuses {
  readonly killed: ReadonlySet<string>;
  readonly unguarded: ReadonlyMap<string, number>;
}

/** What a world looks like after a round. */
export interface Verdict {
  /** Laws that were broken, in words. */
  readonly broken: readonly string[];
  /** Responses that a killed Codex had taken and not written down. */
  readonly untold: number;
  readonly requests: number;
}

export function excusing({ killed, unguarded }: Excuses, done: Done): Excuses {
  return { killed: new Set([...killed, ...done.killed]), unguarded: new Map([...unguarded, ...done.unguarded]) };
}

/**
 * Holds what our programs say against the backend's own bill: each response counts once, by thread; none is missing but
 * what a killed Codex never wrote; no run went further than its cap and what was under way; nothing is left running.
 */
export async function judge(world: FaultWorld, excuses: Excuses, patienceMs = LEFT_MS): Promise<Verdict> {
  const left = await world.left(patienceMs);
  const { rows, failure } = await report(world);
  if (failure !== undefined) {
    return { broken: [failure], untold: 0, requests: 0 };
  }
  const byThread = new Map(rows.map((row) => [row.key, row]));
  const billed = billedByThread(world);
  const threads = [...billed].map(([thread, requests]) => judgeThread(requests, byThread.get(thread), excuses));
  const strange = rows.filter(({ key, requests }) => requests > 0 && !billed.has(key)).map(({ key }) => key);
  return {
    broken: [
      ...left.map((line) => `left running: ${line}`),
      ...strange.map((key) => `thread ${key} was never billed`),
      ...threads.flatMap(({ broken }) => broken),
    ],
    untold: threads.reduce((sum, { untold }) => sum + untold, 0),
    requests: world.codex.backend.modelRequests.length,
  };
}

/** Throws where, of one prompt, not each response counts once, or something is left running. Nothing is excused. */
export async function mustCount(world: FaultWorld, what: string): Promise<void> {
  const left = (await world.left(LEFT_MS)).map((line) => `left running: ${line}`);
  const { rows, failure } = await report(world);
  const excuses = { killed: new Set<string>(), unguarded: new Map([[what, Infinity]]) };
  const broken = [...billedByThread(world)]
    .filter(([, requests]) => requests[0]?.prompt.includes(what))
    .flatMap(
      ([thread, requests]) =>
        judgeThread(
          requests,
          rows.find(({ key }) => key === thread),
          excuses,
        ).broken,
    );
  const all = failure === undefined ? [...left, ...broken] : [...left, failure];
  if (all.length > 0) {
    throw new Error(`while it lasts: ${all.join('; ')}`);
  }
}

async function report(
  world: FaultWorld,
): Promise<{ readonly rows: readonly Counted[]; readonly failure: string | undefined }> {
  const { code, out, err } = await world.guardrails('report', '--by', 'thread', '--json').ended;
  return code === 0
    ? { rows: (JSON.parse(out) as { readonly rows: readonly Counted[] }).rows, failure: undefined }
    : { rows: [], failure: `the report fails with ${String(code)}: ${err}` };
}

function billedByThread({ codex: { backend } }: FaultWorld): ReadonlyMap<string, readonly ModelRequest[]> {
  return Map.groupBy(
    backend.modelRequests.filter(({ completedAtMs }) => completedAtMs !== undefined),
    ({ threadId }) => threadId,
  );
}

function judgeThread(
  requests: readonly ModelRequest[],
  row: Counted | undefined,
  { killed, unguarded }: Excuses,
): { readonly broken: readonly string[]; readonly untold: number } {
  const prompt = requests[0]?.prompt ?? '';
  const counted = row?.requests ?? 0;
  const untold = requests.length - counted;
  const mayLack = [...killed].some((what) => prompt.includes(what));
  const most = CAP_CREDITS + UNDER_WAY + (findBy(unguarded, prompt) ?? 0);
  const spent = requests.reduce((sum, { costMicros }) => sum + costMicros, 0) / MICROS;
  const isExact =
    untold !== 0 ||
    (row?.creditsMicros === Math.round(spent * MICROS) &&
      row.inputTokens === requests.reduce((sum, { usage }) => sum + (usage?.input ?? 0), 0) &&
      row.outputTokens === requests.reduce((sum, { usage }) => sum + (usage?.output ?? 0), 0));
  return {
    broken: [
      ...(untold < 0 ? [`“${prompt}”: ${counted} of ${requests.length} responses are counted`] : []),
      ...(untold > 0 && !mayLack ? [`“${prompt}”: ${untold} of ${requests.length} responses are not counted`] : []),
      ...(isExact ? [] : [`“${prompt}”: the ledger has other figures than the bill`]),
      ...(spent > most ? [`“${prompt}”: ${spent} credits, of a cap of ${CAP_CREDITS}`] : []),
    ],
    untold: mayLack ? Math.max(0, untold) : 0,
  };
}

function findBy(unguarded: ReadonlyMap<string, number>, prompt: string): number | undefined {
  return [...unguarded].find(([what]) => prompt.includes(what))?.[1];
}
