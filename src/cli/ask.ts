import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';

/** What the person answers; Ctrl-C, Ctrl-D and a terminal that goes away are no answer, which is never a yes. */
export async function ask(question: string): Promise<string> {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  const noAnswer = once(reader, 'close').then(() => '');
  try {
    const answer = await Promise.race([reader.question(question).catch(() => ''), noAnswer]);
    return answer.trim().toLowerCase();
  } finally {
    reader.close();
  }
}
