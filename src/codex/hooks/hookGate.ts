import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

import type { CreditsMicros } from '../../core/money.ts';
import type { BoundRates, PriceBound } from '../../core/prices/priceBound.ts';

/** What a turn's next requests may rest on, when each is not looked at. */
export interface GateTerms {
  /** What the run is known to have spent, and below what they may still start. */
  readonly spent: CreditsMicros;
  readonly below: CreditsMicros;
  /** What responses of this model cost at most: the turn's own, and other turns' of the run. Of others nothing is known. */
  readonly model: string;
  readonly own: PriceBound;
  readonly other: PriceBound;
  /** Files that it was judged on: should one be written, come or go, it is judged anew. */
  readonly judgedOn: readonly string[];
  /** The rollout of the calling thread, for whoever judges the run meanwhile. */
  readonly log: string | undefined;
}

/** Whose requests wait at a gate. */
export interface GatePlace {
  readonly folder: string;
  readonly turnId: string;
}

/** After so long a request is looked at again, whatever has been spent: once a minute that costs nobody anything. */
export const GATE_LIFE_S = 60;
const ABANDONED_AFTER_MS = 86_400_000;
const SECOND_MS = 1_000;
const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;
const MOST_RATE = 1e10;
/** Where there is such a file, its first figure is read as the clock, by the launcher, too. */
const UPTIME = '/proc/uptime';

/** Where the gates of a person's thread lie; undefined where hooks have no launcher that could read them. */
export function gatePlace(gatesFolder: string, rootThreadId: string, turnId: string): GatePlace | undefined {
  return process.platform !== 'win32' && isId(rootThreadId) && isId(turnId)
    ? { folder: path.join(gatesFolder, rootThreadId), turnId }
    : undefined;
}

/**
 * Lets the hooks' launcher pass the next requests of a turn by itself. It reads what is written here (`launcherGate`):
 * `gate.TURN`, and the tally that it names, to which it adds what each response of the run has used. A tally is begun
 * before the ledger is asked: what was used until then the ledger knows, and what is used from then on is in the tally.
 * Nothing here is more than a shortcut: where a file cannot be written, each request is looked at.
 */
export class HookGate {
  readonly #place: GatePlace;
  readonly #tally: string;
  readonly #begunAtMs: number;
  readonly #fromS: number;

  private constructor(place: GatePlace, tally: string, begunAtMs: number) {
    this.#place = place;
    this.#tally = tally;
    this.#begunAtMs = begunAtMs;
    this.#fromS = clockS(begunAtMs);
  }

  /** Shuts the turn's gate and begins a tally for the next. Undefined where that cannot be. */
  static begin(place: GatePlace, nowMs: number): HookGate | undefined {
    const { folder, turnId } = place;
    const tally = `tally.${turnId}.${process.pid}-${nowMs}`;
    try {
      if (mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER }) !== undefined) {
        removeAbandoned(path.dirname(folder), nowMs);
      }
      removeOlder(place);
      writeFileSync(path.join(folder, tally), 'begun\n', { mode: PRIVATE_FILE, flag: 'wx' });
      return new HookGate(place, tally, nowMs);
    } catch {
      return undefined;
    }
  }

  /** Must be called where the run cannot end meanwhile, nor another agent of it begin to compact. */
  open(terms: GateTerms): void {
    const { folder, turnId } = this.#place;
    const text = this.#text(terms);
    const draft = path.join(folder, `.${this.#tally}`);
    try {
      rmSync(path.join(folder, `compacting.${turnId}`), { force: true });
      if (text === undefined || readdirSync(folder).some((name) => name.startsWith('compacting.'))) {
        return;
      }
      writeFileSync(draft, text, { mode: PRIVATE_FILE, flag: 'wx' });
      // Some shells compare whole seconds only. What was judged on was read after this instant.
      const judgedOnS = Math.floor(this.#begunAtMs / SECOND_MS) - 1;
      utimesSync(draft, judgedOnS, judgedOnS);
      renameSync(draft, path.join(folder, `gate.${turnId}`));
    } catch {
      rmSync(draft, { force: true });
    }
  }

  #text({ spent, below, model, own, other, judgedOn, log }: GateTerms): string | undefined {
    const rates = [own, other].map(ratesText);
    const lines = [
      `known ${spent}`,
      `below ${below}`,
      `from ${this.#fromS}`,
      `until ${this.#fromS + GATE_LIFE_S}`,
      `tally ${this.#tally}`,
      `model ${model}`,
      `own ${rates[0]}`,
      `other ${rates[1]}`,
      ...judgedOn.map((file) => `${existsSync(file) ? 'older' : 'absent'} ${file}`),
      ...(log === undefined ? [] : [`log ${log}`]),
      'whole',
    ];
    const isWritable = !rates.includes(undefined) && lines.every((line) => !/[\r\n]/.test(line));
    return isWritable ? `${lines.join('\n')}\n` : undefined;
  }
}

/** The gate before, with its tallies: a turn has one request at a time, so that nobody reads them any more. */
function removeOlder({ folder, turnId }: GatePlace): void {
  for (const name of readdirSync(folder)) {
    if (name === `gate.${turnId}` || name.includes(`tally.${turnId}.`)) {
      rmSync(path.join(folder, name), { force: true });
    }
  }
}

function ratesText({ short, long, longAboveInputTokens }: PriceBound): string | undefined {
  const figures = [longAboveInputTokens, ...[short, long].flatMap((rates: BoundRates) => ratesOf(rates))];
  return figures.every((figure) => Number.isSafeInteger(figure) && figure >= 0 && figure < MOST_RATE)
    ? figures.join(' ')
    : undefined;
}

function ratesOf({ input, cachedInput, output }: BoundRates): readonly number[] {
  return [input, cachedInput, output];
}

function clockS(nowMs: number): number {
  return existsSync(UPTIME)
    ? Math.floor(Number(readFileSync(UPTIME, 'utf8').split(' ', 1)[0]))
    : Math.floor(nowMs / SECOND_MS);
}

/** Of threads that no log tells the end of. */
function removeAbandoned(gatesFolder: string, nowMs: number): void {
  for (const name of readdirSync(gatesFolder)) {
    const folder = path.join(gatesFolder, name);
    if (nowMs - statSync(folder).mtimeMs > ABANDONED_AFTER_MS) {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

function isId(text: string): boolean {
  return /^[0-9A-Za-z-]+$/.test(text);
}
