/** Wallets of which the truth is known: what really happened to the balance, and what of it can be seen. */
import { type CreditsMicros, creditsMicros, sumCredits } from '../../../../src/core/money.ts';
import { type BalanceReading, type Draw, SHOWING_TIME } from '../../../../src/core/wallet/statement/walletFacts.ts';
import { type SeededRandom, seededRandom } from '../../../support/codex/seededRandom.ts';
import { HOUR_MS, NOW_MS } from '../../make.ts';

const MINUTE_MS = 60_000;
const { lagMs, leadMs } = SHOWING_TIME;

/** What somebody else did: added to the balance, or took from it, where below zero. */
export interface OthersMove {
  readonly atMs: number;
  readonly added: CreditsMicros;
}

export interface MadeUpWallet {
  readonly draws: readonly Draw[];
  readonly readings: readonly BalanceReading[];
  readonly moves: readonly OthersMove[];
}

interface WalletPlan {
  readonly moves?: readonly OthersMove[] | undefined;
  /** Instants at which the balance is read for certain. */
  readonly readAtMs?: readonly number[] | undefined;
  /** No draw shows, or might show, at these instants or between them. */
  readonly quiet?: { readonly fromMs: number; readonly untilMs: number } | undefined;
  /** Eight, unless it says otherwise. */
  readonly hours?: number;
  /** Whether draws of unknown meter or price are among them. */
  readonly isUncertain: boolean;
  /** Whether readings may be older than they claim, as much as the lag leaves room for. */
  readonly isStale: boolean;
}

export const START_MS = NOW_MS;
export const LENGTH_MS = 8 * HOUR_MS;

const lengthOf = ({ hours }: WalletPlan): number => (hours === undefined ? LENGTH_MS : hours * HOUR_MS);

/** What a draw really took, and when. */
interface TrueDraw {
  readonly draw: Draw;
  readonly taken: number;
  readonly showsAtMs: number;
}

/** The same wallet for the same seed and plan. */
export function madeUpWallet(seed: number, plan: WalletPlan): MadeUpWallet {
  const random = seededRandom(seed);
  const opening = random.int(-20, 2000) * 1_000_000 + random.int(0, 999_999);
  const mostStaleMs = plan.isStale ? random.pick([0, 5 * MINUTE_MS, lagMs]) : 0;
  const drawn = trueDraws(random, plan, mostStaleMs);
  const step = random.pick([1, 10_000, 10_000, 100_000, 1_000_000]);
  const round = random.pick([Math.trunc, Math.floor, Math.round, Math.ceil]);
  const readings = readingTimes(random, drawn, plan).map((atMs) => {
    const asOfMs = atMs - random.int(0, mostStaleMs);
    const taken = drawn.filter(({ showsAtMs }) => showsAtMs <= asOfMs).map((each) => each.taken);
    const added = (plan.moves ?? []).filter((move) => move.atMs <= asOfMs).map((move) => move.added);
    const balance = opening + sumCredits(added) - sumCredits(taken.map(creditsMicros));
    return { atMs, balance: creditsMicros(round(balance / step) * step + 0), step: creditsMicros(step) };
  });
  return { draws: drawn.map(({ draw }) => draw), readings, moves: plan.moves ?? [] };
}

/** What others did, net, after the one instant and up to the other. */
export function netOf({ moves }: MadeUpWallet, afterMs: number, untilMs: number): CreditsMicros {
  return sumCredits(moves.filter(({ atMs }) => atMs > afterMs && atMs <= untilMs).map(({ added }) => added));
}

function trueDraws(random: SeededRandom, plan: WalletPlan, mostStaleMs: number): TrueDraw[] {
  const draws: TrueDraw[] = [];
  let atMs = START_MS - lagMs;
  while (atMs < START_MS + lengthOf(plan)) {
    atMs += random.chance(0.8) ? random.int(0, MINUTE_MS) : random.int(0, HOUR_MS);
    const { draw, taken } = drawAt(atMs, random, plan.isUncertain);
    const delayMs = random.pick([-leadMs, 0, lagMs - mostStaleMs, random.int(-leadMs, lagMs - mostStaleMs)]);
    if (plan.quiet === undefined || atMs < plan.quiet.fromMs - lagMs || atMs > plan.quiet.untilMs + leadMs) {
      draws.push({ draw, taken, showsAtMs: atMs + delayMs });
    }
  }
  return draws;
}

function drawAt(atMs: number, random: SeededRandom, isUncertain: boolean): { draw: Draw; taken: number } {
  const credits = creditsMicros(random.int(0, 5_000_000));
  const kind = isUncertain ? random.int(0, 9) : 9;
  if (kind === 0) {
    const draw = { atMs, credits: creditsMicros(0), lowest: creditsMicros(0), highest: undefined };
    return { draw, taken: random.int(0, 50_000_000) };
  }
  if (kind <= 3) {
    const lowest = creditsMicros(random.chance(0.5) ? 0 : Math.floor(credits / 2));
    const highest = creditsMicros(random.chance(0.5) ? credits : credits * 2);
    return {
      draw: { atMs, credits, lowest, highest },
      taken: random.pick([lowest, highest, random.int(lowest, highest)]),
    };
  }
  return { draw: { atMs, credits, lowest: credits, highest: credits }, taken: credits };
}

/** Some at any time, some at the very instants at which a draw just may or just must show. */
function readingTimes(random: SeededRandom, drawn: readonly TrueDraw[], plan: WalletPlan): number[] {
  const atMs = [...(plan.readAtMs ?? [])];
  const readings = random.int(1, 80);
  for (let i = 0; i < readings; i += 1) {
    const near = drawn[random.int(0, drawn.length - 1)];
    atMs.push(
      near !== undefined && random.chance(0.4)
        ? near.draw.atMs + random.pick([0, -leadMs, lagMs, lagMs + 1, -leadMs - 1])
        : START_MS + random.int(0, lengthOf(plan)),
    );
  }
  return atMs.sort((a, b) => a - b);
}

/** Moves at any time, often within the same minutes. */
export function anyMoves(seed: number, lengthMs = LENGTH_MS): OthersMove[] {
  const random = seededRandom(seed + 7);
  const moves: OthersMove[] = [];
  let atMs = START_MS;
  while (atMs < START_MS + lengthMs) {
    atMs += random.chance(0.3) ? random.int(1, 5 * MINUTE_MS) : random.int(1, lengthMs / 2);
    const added = random.pick([1, -1]) * random.pick([20_000, 1_000_000, 250_000_000, random.int(1, 60_000_000)]);
    moves.push({ atMs, added: creditsMicros(added) });
  }
  return moves;
}
