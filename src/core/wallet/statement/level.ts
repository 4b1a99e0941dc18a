import { type CreditsMicros, addCredits, creditsMicros, maxCredits, minCredits } from '../../money.ts';
import type { Sight } from './sight.ts';

/** Where the balance and our counted draws lie together. Only movements change it, and draws not counted exactly. */
export interface Level {
  readonly atLeast: CreditsMicros;
  readonly atMost: CreditsMicros;
}

/** Between what bounds a sight puts it. */
export function levelOf({ atLeast, atMost, shown, mayShow }: Sight): Level {
  return { atLeast: addCredits(atLeast, shown.credits), atMost: addCredits(atMost, mayShow.credits) };
}

/** What both levels allow; undefined, where nothing is. */
export function commonLevel(a: Level, b: Level): Level | undefined {
  const atLeast = maxCredits(a.atLeast, b.atLeast);
  const atMost = minCredits(a.atMost, b.atMost);
  return atLeast <= atMost ? { atLeast, atMost } : undefined;
}

/** The difference of the levels' middles. */
export function riseOf(before: Level, after: Level): CreditsMicros {
  return creditsMicros(Math.floor((after.atLeast + after.atMost - before.atLeast - before.atMost) / 2));
}
