const POINT = 0x2e;
const SLASH = 0x2f;
const SPACE = 0x20;
const TAB = 0x09;
const LAST_LINE_END = 0x0d;
const FIRST_OTHER_SPACE = 0xa0;
const OTHER_SPACE = /\s/;
const MAX_NAME_CHARS = 260;

const FILE_NAME = /^["'`([]*(?:[\w@.~-]*\/)*[\w@-][\w@.-]*(?:\.[a-z]\w{0,4}|\/)["'`)\],;:.!?]*$/i;

/** How many pieces between white space name a file or a folder: all of them have a point or a slash. */
export function countFileNames(text: string): number {
  let count = 0;
  let start = 0;
  let isCandidate = false;
  for (let at = 0; at <= text.length; at += 1) {
    const code = at < text.length ? text.charCodeAt(at) : SPACE;
    if (isSpace(code)) {
      count += isCandidate && at - start <= MAX_NAME_CHARS && FILE_NAME.test(text.slice(start, at)) ? 1 : 0;
      start = at + 1;
      isCandidate = false;
    } else {
      isCandidate ||= code === POINT || code === SLASH;
    }
  }
  return count;
}

function isSpace(code: number): boolean {
  return (
    code === SPACE ||
    (code >= TAB && code <= LAST_LINE_END) ||
    (code >= FIRST_OTHER_SPACE && OTHER_SPACE.test(String.fromCharCode(code)))
  );
}

const BULLET = /^[ \t]{0,40}(?:[-*•]|\d{1,3}[.)])\s/;

export function countBullets(lines: readonly string[]): number {
  return lines.filter((line) => BULLET.test(line)).length;
}

const FRAME_OF_TRACE = /^[ \t]{0,40}(?:at .{1,300}:\d+|File ".{1,300}", line \d+|\S{1,300}:\d+:\d+)/;
const LINE_NUMBER = /:\d|, line \d/;
const FAILURES = ['Error: ', 'Exception: '];

/** How many lines are of a stack trace, or of a compiler's errors. */
export function countTraceLines(text: string, lines: readonly string[]): number {
  const hasAny = FAILURES.some((word) => text.includes(word)) || LINE_NUMBER.test(text);
  return hasAny ? lines.filter(isOfTrace).length : 0;
}

function isOfTrace(line: string): boolean {
  return FAILURES.some((word) => line.includes(word)) || (LINE_NUMBER.test(line) && FRAME_OF_TRACE.test(line));
}

export function countOf(text: string, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) {
    count += 1;
  }
  return count;
}
