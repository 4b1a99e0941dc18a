import assert from 'node:assert/strict';

import fc from 'fast-check';

import { type Frame, OPCODE, clientFrame, readFrames } from '../../../../src/codex/appServer/webSocketFrames.ts';

const MASK = Uint8Array.from([1, 2, 3, 4]);

/** The same frame as a server sends it. */
function unmasked(opcode: number, payload: Buffer): Buffer {
  const frame = clientFrame(opcode, payload, Uint8Array.from([0, 0, 0, 0]));
  const [, second = 0] = frame;
  frame[1] = second & 0x7f;
  const from = frame.length - payload.length;
  return Buffer.concat([frame.subarray(0, from - 4), payload]);
}

describe('the frames of a WebSocket', () => {
  it('are masked, with their length told in as few bytes as it takes', () => {
    assert.deepEqual(clientFrame(OPCODE.text, Buffer.from('Hi'), MASK), Buffer.from([0x81, 0x82, 1, 2, 3, 4, 73, 107]));
    assert.deepEqual(
      [125, 126, 0xffff, 0x1_0000].map(
        (length) => clientFrame(OPCODE.text, Buffer.alloc(length), MASK).length - length,
      ),
      [6, 8, 8, 14],
    );
  });

  it('are read again, in whatever pieces they come', () => {
    const payload = fc.oneof(
      fc.uint8Array({ maxLength: 9 }),
      fc.constantFrom(126, 0x1_0000).map((n) => new Uint8Array(n)),
    );
    fc.assert(
      fc.property(fc.array(payload, { maxLength: 4 }), fc.integer({ min: 1, max: 300 }), (payloads, pieces) => {
        const stream = Buffer.concat(payloads.map((each) => unmasked(OPCODE.text, Buffer.from(each))));
        const found: Frame[] = [];
        const piece = Math.ceil(stream.length / pieces) || 1;
        let rest: Buffer = Buffer.alloc(0);
        for (let at = 0; at < stream.length; at += piece) {
          const read = readFrames(Buffer.concat([rest, stream.subarray(at, at + piece)]));
          found.push(...read.frames);
          ({ rest } = read);
        }
        assert.deepEqual(
          found.map((frame) => Buffer.from(frame.payload)),
          payloads.map((each) => Buffer.from(each)),
        );
        assert.equal(rest.length, 0);
      }),
      { numRuns: 15, seed: 5 },
    );
  });
});
