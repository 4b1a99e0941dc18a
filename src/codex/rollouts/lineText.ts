import type { LineType } from './lineKind.ts';

/** The last fields of a payload: where they begin, and how a line ends that has nothing behind them. */
interface Tail {
  readonly begin: Buffer;
  readonly end: Buffer;
}

/**
 * What is not read of the lines that there are most of, or that are longest: sums that we make ourselves, and the
 * history that a compaction leaves.
 */
const TAILS: Partial<Record<LineType, Tail>> = {
  token_usage_record: { begin: Buffer.from(',"turn_token_usage":{'), end: Buffer.from('}}}') },
  token_count: { begin: Buffer.from(',"rate_limits":{'), end: Buffer.from('}}}') },
  compacted: { begin: Buffer.from(',"replacement_history":['), end: Buffer.from(']}}') },
};
const ENDS_OF_PAYLOAD_AND_LINE = '}}';

/**
 * Texts of which only matters whether they are empty: where they begin, behind their quote. No text can hold these
 * bytes, since a quote in a text is escaped.
 */
const LONG_TEXTS: Partial<Record<LineType, Buffer>> = {
  session_meta: Buffer.from(',"base_instructions":{"text":"'),
  task_complete: Buffer.from(',"last_agent_message":"'),
  compacted: Buffer.from('"payload":{"message":"'),
};
const ANY_TEXT = '…';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** The part of a line that is read, as whole JSON where the line is; undefined where all of it must be read. */
export function textRead(line: Buffer, type: LineType): string | undefined {
  const tail = TAILS[type];
  const tailAt = tail === undefined || !endsWith(line, tail.end) ? -1 : line.indexOf(tail.begin);
  const head = tailAt < 0 ? line : line.subarray(0, tailAt);
  const long = LONG_TEXTS[type];
  const textAt = long === undefined ? -1 : head.indexOf(long);
  if (long === undefined || textAt < 0) {
    return tailAt < 0 ? undefined : head.toString('utf8') + ENDS_OF_PAYLOAD_AND_LINE;
  }
  const from = textAt + long.length;
  const until = endOfText(head, from);
  const short =
    until <= from ? head.toString('utf8') : head.toString('utf8', 0, from) + ANY_TEXT + head.toString('utf8', until);
  return tailAt < 0 ? short : short + ENDS_OF_PAYLOAD_AND_LINE;
}

function endsWith(line: Buffer, end: Buffer): boolean {
  return line.subarray(-end.length).equals(end);
}

/** Where the closing quote of a text is that begins at `from`; -1 where it is cut off. */
function endOfText(bytes: Buffer, from: number): number {
  for (let quote = bytes.indexOf(QUOTE, from); quote >= 0; quote = bytes.indexOf(QUOTE, quote + 1)) {
    let slashes = 0;
    while (quote - slashes > from && bytes[quote - slashes - 1] === BACKSLASH) {
      slashes += 1;
    }
    if (slashes % 2 === 0) {
      return quote;
    }
  }
  return -1;
}
