import { existsSync, statSync } from 'node:fs';

/** The three texts that the launcher's gate rests on. */
export interface GateCase {
  readonly gate: string;
  readonly tally: string;
  readonly call: string;
}

/** Where they lie, and the clock that they are read by. */
export interface GateReadingPlace {
  readonly gateFile: string;
  readonly tallyName: string;
  readonly clockS: number;
}

const COUNT = /^(?:0|[1-9]\d{0,14})$/;
const TOKENS = /^(?:0|[1-9]\d{0,7})$/;
const RATE = /^(?:0|[1-9]\d{0,9})$/;
const PER_MTOK = 1_000_000n;

/**
 * Why a request must not pass by this gate; undefined where it may. Worked out from what `hookGate` says, in whole
 * numbers of any size, and by none of the launcher's own words.
 */
export function whyShut({ gate, tally, call }: GateCase, place: GateReadingPlace): string | undefined {
  const terms = new Map<string, string>();
  for (const line of wholeLines(gate)) {
    const [key = '', ...rest] = line.split(' ');
    const value = line === 'whole' ? '' : rest.join(' ');
    if (key === 'older' || key === 'absent') {
      if (!isAsJudged(key, value, place)) {
        return `${line} does not hold`;
      }
    } else {
      terms.set(key, value);
    }
  }
  const [known, below, from, until] = ['known', 'below', 'from', 'until'].map((key) => count(terms.get(key)));
  if (known === undefined || below === undefined || from === undefined || until === undefined) {
    return 'a figure is missing';
  }
  if (!terms.has('whole') || terms.get('tally') !== place.tallyName) {
    return 'the gate is not whole';
  }
  if (BigInt(place.clockS) < from || BigInt(place.clockS) >= until) {
    return 'it is too late or too early';
  }
  const used = usedSince(tally, turnOf(call), terms);
  return typeof used === 'string' ? used : known + used < below ? undefined : 'nothing is left';
}

/** What the responses on a tally cost at most; a text says why nobody can tell. */
function usedSince(tally: string, turnId: string, terms: ReadonlyMap<string, string>): bigint | string {
  const [begun, ...lines] = wholeLines(tally);
  let used = 0n;
  let own = 0;
  for (const line of lines) {
    const [of, model, ...figures] = line.split(' ').filter((word) => word !== '');
    const [input = -1n, cached = -1n, output = -1n] = figures.map((text) => (TOKENS.test(text) ? BigInt(text) : -1n));
    const isOwn = of === turnId;
    const rates = (terms.get(isOwn ? 'own' : 'other') ?? '').split(' ').filter((word) => word !== '');
    const isSound = model === terms.get('model') && figures.length === 3 && rates.length === 7;
    if (!isSound || input < 0n || cached < 0n || output < 0n || cached > input || !rates.every((r) => RATE.test(r))) {
      return 'a response of which nobody can tell what it cost';
    }
    const [above = 0n, ...prices] = rates.map(BigInt);
    const [fresh = 0n, again = 0n, out = 0n] = input <= above ? prices : prices.slice(3);
    used += ((input - cached) * fresh + cached * again + output * out) / PER_MTOK + 1n;
    own += isOwn ? 1 : 0;
  }
  return begun?.trim() !== 'begun' ? 'the tally was not begun' : own === 0 ? 'no response was told' : used;
}

/** A shell drops what is no text, and reads no line that is not ended. */
function wholeLines(text: string): readonly string[] {
  return text.replaceAll('\0', '').split('\n').slice(0, -1);
}

function isAsJudged(how: string, file: string, { gateFile }: GateReadingPlace): boolean {
  const isThere = existsSync(file);
  return how === 'absent' ? !isThere : isThere && statSync(file).mtimeMs <= statSync(gateFile).mtimeMs;
}

function count(text: string | undefined): bigint | undefined {
  return text !== undefined && COUNT.test(text) ? BigInt(text) : undefined;
}

/** As it stands in the call, escapes and all: no id has any. */
function turnOf(call: string): string {
  return /"turn_id":"([^"]*)"/.exec(call)?.[1] ?? '';
}
