import { seededRandom, type SeededRandom } from '../../support/codex/seededRandom.ts';

const POOL_BYTES = 4 << 20;
const SEED = 20_261_122;
const MARKER = /@@(text|base64):(\d+)@@/;

type Words = readonly [string, ...string[]];

const WORDS: readonly [Words, Words, Words] = [
  ['const', 'return', 'export function', 'await', 'describe', 'assert.equal', 'SELECT', 'import', 'throw new Error'],
  ['checkout', 'invoice', 'customer', 'session', 'parser', 'worker', 'größe', '注文', 'ledger', 'index', 'stream'],
  ['(value);', '= 0;', '=> {', '?? undefined;', '.map((item) => item.id)', '// TODO', '…', '→ ok', '[  12 ms]'],
];

/** What tools print of rollouts and other logs: words that a reader searches for, where they count nothing. */
const DECOYS: Words = [
  '{"timestamp":"2026-03-01T10:00:00.000Z","type":"event_msg","payload":{"type":"token_count","info":null}}',
  '  "type": "token_usage_record", "usage": { "input_tokens": 999999 }',
  'grep -c \'"session_meta"\' rollout.jsonl && echo "turn_context"',
];

/** A place for `bytes` of program text, as a value in an object; {@link fillIn} puts the text there. */
export function someText(bytes: number): string {
  return `@@text:${Math.max(1, Math.round(bytes))}@@`;
}

/** A place for `bytes` of what is encrypted. */
export function someBase64(bytes: number): string {
  return `@@base64:${Math.max(1, Math.round(bytes))}@@`;
}

/** The pieces of a JSON text with its places filled in. They are parts of one pool, so that a gigabyte takes seconds. */
export function fillIn(json: string, random: SeededRandom): readonly (string | Buffer)[] {
  const pieces: (string | Buffer)[] = [];
  const parts = json.split(MARKER);
  for (let at = 0; at + 2 < parts.length; at += 3) {
    const bytes = Number(parts[at + 2]);
    pieces.push(parts[at] ?? '', parts[at + 1] === 'text' ? textOf(bytes, random) : base64Of(bytes, random));
  }
  return [...pieces, parts.at(-1) ?? ''];
}

interface TextPool {
  readonly bytes: Buffer;
  /** Where its lines begin: cut there, an escape or a character is never cut in two. */
  readonly lineOffsets: readonly number[];
}

const textPool = makeTextPool(seededRandom(SEED));
const base64Pool = makeBase64Pool(seededRandom(SEED + 1));

/** Whole lines of the pool, about `bytes` long. */
function textOf(bytes: number, random: SeededRandom): Buffer {
  const { lineOffsets } = textPool;
  const averageBytes = POOL_BYTES / lineOffsets.length;
  const lines = Math.min(lineOffsets.length - 1, Math.max(1, Math.round(bytes / averageBytes)));
  const first = random.int(0, lineOffsets.length - 1 - lines);
  return textPool.bytes.subarray(lineOffsets[first], lineOffsets[first + lines]);
}

function base64Of(bytes: number, random: SeededRandom): Buffer {
  const first = random.int(0, base64Pool.length - Math.min(bytes, base64Pool.length));
  return base64Pool.subarray(first, first + bytes);
}

function makeTextPool(random: SeededRandom): TextPool {
  const bytes = Buffer.alloc(POOL_BYTES);
  const lineOffsets = [0];
  let end = 0;
  for (;;) {
    const escaped = JSON.stringify(`${line(random)}\n`).slice(1, -1);
    const lineBytes = Buffer.byteLength(escaped);
    if (end + lineBytes > POOL_BYTES) {
      return { bytes, lineOffsets };
    }
    end += bytes.write(escaped, end);
    lineOffsets.push(end);
  }
}

function line(random: SeededRandom): string {
  if (random.chance(0.002)) {
    return random.pick(DECOYS);
  }
  const indent = '  '.repeat(random.int(0, 4));
  const words = Array.from({ length: random.int(1, 9) }, () => random.pick(random.pick(WORDS)));
  return `${indent}${words.join(' ')} "${random.int(0, 1e6)}"`;
}

function makeBase64Pool(random: SeededRandom): Buffer {
  const raw = Buffer.from(Array.from({ length: POOL_BYTES / 4 }, () => random.int(0, 255)));
  return Buffer.from(raw.toString('base64'));
}
