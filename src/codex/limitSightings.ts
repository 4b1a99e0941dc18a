import type { WalletFacts } from '../core/wallet.ts';
import { instantIn } from './jsonFields.ts';
import { parseLimits } from './rolloutLimits.ts';

/** What a rollout says of the account's limits at one instant. */
export interface LimitSighting {
  readonly observedAtMs: number;
  readonly facts: WalletFacts;
}

/** As every version of Codex begins a line; the minute is the last of it. */
const MINUTE_BYTES = '{"timestamp":"2026-11-22T22:24'.length;
const INSTANT_AT = '{"timestamp":"'.length;
const QUOTE = 0x22;
const LIMITS = Buffer.from(',"rate_limits":');
const ENDS_OF_PAYLOAD_AND_LINE = '}}';
const USUAL_BYTES = 4096;

/**
 * Picks from the `token_count`s of a rollout what they say of balance and windows: of each minute the last word, and of
 * what stays the same the first and the last sight. There is a line for every request, and most say what the one before
 * said: they cost a copy, and one a minute a look at whether its limits are the same to the byte. Only what is new is
 * parsed.
 *
 * Lines in any other form than Codex gives them are passed over: the next one will tell.
 */
export class LimitSightings {
  /** The newest line; the next one of its minute replaces it. */
  #line = Buffer.allocUnsafe(USUAL_BYTES);
  #lineBytes = 0;
  /** The last sight, with its limits as bytes. */
  #last: (LimitSighting & { readonly limits: Buffer; readonly isTaken: boolean }) | undefined;
  #sightings: LimitSighting[] = [];

  /** Looks at a `token_count`, in `bytes` from `start` to `end`. */
  see(bytes: Buffer, start: number, end: number): void {
    if (this.#lineBytes > 0 && !this.#isSameMinute(bytes, start)) {
      this.#readLine();
    }
    if (end - start > this.#line.length) {
      this.#line = Buffer.allocUnsafe(end - start);
    }
    this.#lineBytes = bytes.copy(this.#line, 0, start, end);
  }

  /** Hands over what was seen since the last time, up to the newest line. */
  take(): readonly LimitSighting[] {
    this.#readLine();
    this.#takeLast();
    const sightings = this.#sightings;
    this.#sightings = [];
    return sightings;
  }

  /** The minutes differ more often than the years. */
  #isSameMinute(bytes: Buffer, start: number): boolean {
    for (let index = MINUTE_BYTES - 1; index >= 0; index -= 1) {
      if (bytes[start + index] !== this.#line[index]) {
        return false;
      }
    }
    return true;
  }

  #readLine(): void {
    const line = this.#line.subarray(0, this.#lineBytes);
    this.#lineBytes = 0;
    const limits = limitsOf(line);
    const observedAtMs = limits && instantOf(line);
    if (limits === undefined || observedAtMs === undefined) {
      return;
    }
    if (this.#last?.limits.equals(limits) === true) {
      this.#last = { ...this.#last, observedAtMs, isTaken: false };
      return;
    }
    const facts = parseLimits(limits.toString('utf8'));
    if (facts !== undefined) {
      this.#takeLast();
      this.#last = { observedAtMs, facts, limits: Buffer.from(limits), isTaken: false };
      this.#takeLast();
    }
  }

  #takeLast(): void {
    if (this.#last?.isTaken === false) {
      const { observedAtMs, facts } = this.#last;
      this.#sightings.push({ observedAtMs, facts });
      this.#last = { ...this.#last, isTaken: true };
    }
  }
}

/** The limits in a line, which are the last of its payload; undefined where they are not. */
function limitsOf(line: Buffer): Buffer | undefined {
  const at = line.indexOf(LIMITS);
  return at < 0 ? undefined : line.subarray(at + LIMITS.length, line.length - ENDS_OF_PAYLOAD_AND_LINE.length);
}

function instantOf(line: Buffer): number | undefined {
  const end = line.indexOf(QUOTE, INSTANT_AT);
  return end < 0 ? undefined : instantIn({ timestamp: line.toString('latin1', INSTANT_AT, end) }, 'timestamp');
}
