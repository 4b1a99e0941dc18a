import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';

/**
 * What the person answers, in small letters. Undefined: Ctrl-C, Ctrl-D, a terminal that goes away, or a question that
 * nobody needs answered any more; none of these is ever a yes.
 */
export async function ask(question: string, signal?: AbortSignal): Promise<string | undefined> {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  const noAnswer = once(reader, 'close').then(() => undefined);
  try {
    const asked = reader.question(question, signal === undefined ? {} : { signal }).catch(() => undefined);
    return (await Promise.race([asked, noAnswer]))?.trim().toLowerCase();
  } finally {
    reader.close();
  }
}
