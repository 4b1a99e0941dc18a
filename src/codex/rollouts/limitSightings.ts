import type { WalletFacts } from '../../core/wallet/wallet.ts';
import { instantIn } from './jsonFields.ts';
import { parseLimits } from './rolloutLimits.ts';

/** What a rollout says of the account's limits at one instant. */
interface LimitSighting {
  readonly observedAtMs: number;
  readonly facts: WalletFacts;
}

/** Every version of Codex begins a line with its time: so many bytes tell minutes apart, and hours. */
const MINUTE_BYTES = '{"timestamp":"2026-11-22T22:24'.length;
const HOUR_BYTES = '{"timestamp":"2026-11-22T22'.length;
const INSTANT_AT = '{"timestamp":"'.length;
const QUOTE = 0x22;
const LIMITS = Buffer.from(',"rate_limits":');
const ENDS_OF_PAYLOAD_AND_LINE = '}}';
/** The windows stand before it, all else that changes behind. */
const CREDITS = Buffer.from(',"credits":');

/**
 * Picks from the `token_count`s of a rollout what they say of balance and windows. There is one for every request, and
 * most repeat what the one before has said: lines are told apart by their bytes, and only what is told is parsed.
 *
 * Of each minute, the last line is looked at. Where anything but the windows has changed it is told, and so is the last
 * line that was still as before. Windows fill all the time: how far they are is told every hour. What is handed
 * over ends with the newest line.
 *
 * Lines in any other form than Codex gives them are passed over: the next one will tell.
 */
export class LimitSightings {
  /** The newest line; the next one of its minute replaces it. */
  #newest = new KeptLine();
  /** The last line of an earlier minute, while it is not told. */
  #untold = new KeptLine();
  #told: ToldLine | undefined;
  #sightings: LimitSighting[] = [];

  /** Looks at a `token_count`, in `bytes` from `start` to `end`. */
  see(bytes: Buffer, start: number, end: number): void {
    if (!this.#newest.isEmpty && !this.#newest.hasHead(bytes, start, MINUTE_BYTES)) {
      this.#endMinute();
    }
    this.#newest.keep(bytes, start, end);
  }

  /** Hands over what was seen since the last time. */
  take(): readonly LimitSighting[] {
    this.#endMinute();
    this.#tell();
    const sightings = this.#sightings;
    this.#sightings = [];
    return sightings;
  }

  /** The newest line is the last of its minute. */
  #endMinute(): void {
    if (this.#newest.isEmpty) {
      return;
    }
    const told = this.#told;
    const isSameButWindows = told !== undefined && this.#newest.hasEnd(told.behindWindows);
    if (!isSameButWindows) {
      this.#tell();
    }
    [this.#untold, this.#newest] = [this.#newest, this.#untold];
    this.#newest.clear();
    if (!isSameButWindows || !(this.#untold.hasHead(told.line, 0, HOUR_BYTES) || this.#untold.hasEnd(told.limits))) {
      this.#tell();
    }
  }

  /** Tells what is untold. */
  #tell(): void {
    const line = this.#untold.bytes;
    const limits = limitsOf(line);
    const observedAtMs = instantOf(line);
    const facts = limits && parseLimits(limits.toString('utf8'));
    if (observedAtMs !== undefined && facts !== undefined) {
      this.#sightings.push({ observedAtMs, facts });
      this.#told = toldLine(Buffer.from(line));
    }
    this.#untold.clear();
  }
}

/** A line, and its ends: from its limits on, and from what stands behind their windows. */
interface ToldLine {
  readonly line: Buffer;
  readonly limits: Buffer;
  readonly behindWindows: Buffer;
}

function toldLine(line: Buffer): ToldLine {
  const limitsAt = Math.max(0, line.indexOf(LIMITS));
  const creditsAt = line.indexOf(CREDITS, limitsAt);
  const limits = line.subarray(limitsAt);
  return { line, limits, behindWindows: creditsAt < 0 ? limits : line.subarray(creditsAt) };
}

const USUAL_BYTES = 2048;

/** A line, in memory that is used again. */
class KeptLine {
  #buffer = Buffer.allocUnsafe(USUAL_BYTES);
  #length = 0;

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  keep(bytes: Buffer, start: number, end: number): void {
    if (end - start > this.#buffer.length) {
      this.#buffer = Buffer.allocUnsafe(end - start);
    }
    this.#length = bytes.copy(this.#buffer, 0, start, end);
  }

  clear(): void {
    this.#length = 0;
  }

  hasEnd(bytes: Buffer): boolean {
    const start = this.#length - bytes.length;
    return start >= 0 && bytes.compare(this.#buffer, start, this.#length) === 0;
  }

  /** Whether `bytes` from `start` on begin as this line does. Times differ at their end. */
  hasHead(bytes: Buffer, start: number, length: number): boolean {
    for (let index = length - 1; index >= 0; index -= 1) {
      if (bytes[start + index] !== this.#buffer[index]) {
        return false;
      }
    }
    return true;
  }
}

/** The limits in a line, where they are the last of its payload. */
function limitsOf(line: Buffer): Buffer | undefined {
  const at = line.indexOf(LIMITS);
  return at < 0 ? undefined : line.subarray(at + LIMITS.length, line.length - ENDS_OF_PAYLOAD_AND_LINE.length);
}

function instantOf(line: Buffer): number | undefined {
  const end = line.indexOf(QUOTE, INSTANT_AT);
  return end < 0 ? undefined : instantIn({ timestamp: line.toString('latin1', INSTANT_AT, end) }, 'timestamp');
}
