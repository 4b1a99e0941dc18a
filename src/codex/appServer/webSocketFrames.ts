/** One piece of a WebSocket's stream, as a server sends it: not masked. */
export interface Frame {
  /** 0 goes on with the frame before, 1 is text, 8 says good-bye, 9 asks whether we are there. */
  readonly opcode: number;
  readonly isLast: boolean;
  readonly payload: Buffer;
}

export const OPCODE = { more: 0, text: 1, close: 8, ping: 9, pong: 10 } as const;

const LAST = 0x80;
const MASKED = 0x80;
const LENGTH_16 = 126;
const LENGTH_64 = 127;
const SHORT = 2;
const MASK_BYTES = 4;

/** A whole message as a client sends it. `mask`: four bytes, of which RFC 6455 wants to be surprised each time. */
export function clientFrame(opcode: number, payload: Buffer, mask: Uint8Array): Buffer {
  const masked = Buffer.from(payload.map((byte, index) => byte ^ (mask[index % MASK_BYTES] ?? 0)));
  return Buffer.concat([Buffer.from([LAST | opcode]), lengthBytes(payload.length), mask, masked]);
}

function lengthBytes(length: number): Buffer {
  if (length < LENGTH_16) {
    return Buffer.from([MASKED | length]);
  }
  if (length < 0x1_0000) {
    const bytes = Buffer.from([MASKED | LENGTH_16, 0, 0]);
    bytes.writeUInt16BE(length, 1);
    return bytes;
  }
  const bytes = Buffer.alloc(9);
  bytes[0] = MASKED | LENGTH_64;
  bytes.writeBigUInt64BE(BigInt(length), 1);
  return bytes;
}

/** The whole frames at the beginning of what has come in, and what is left over. */
export function readFrames(bytes: Buffer): { readonly frames: readonly Frame[]; readonly rest: Buffer } {
  const frames: Frame[] = [];
  let rest = bytes;
  for (;;) {
    const end = frameEnd(rest);
    if (end === undefined || rest.length < end.until) {
      return { frames, rest };
    }
    const [first = 0] = rest;
    frames.push({ opcode: first & 0x0f, isLast: (first & LAST) !== 0, payload: rest.subarray(end.from, end.until) });
    rest = rest.subarray(end.until);
  }
}

/** Where a frame's payload begins and ends; undefined while not even that has come in. */
function frameEnd(bytes: Buffer): { readonly from: number; readonly until: number } | undefined {
  if (bytes.length < SHORT) {
    return undefined;
  }
  const told = bytes.readUInt8(1) & ~MASKED;
  const from = SHORT + (told === LENGTH_64 ? 8 : told === LENGTH_16 ? 2 : 0);
  if (bytes.length < from) {
    return undefined;
  }
  const length =
    told === LENGTH_64 ? Number(bytes.readBigUInt64BE(SHORT)) : told === LENGTH_16 ? bytes.readUInt16BE(SHORT) : told;
  return { from, until: from + length };
}
