import { PassThrough, Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';

/** Lets `work` find `text` on its standard input. */
export function withInput<T>(text: string, work: () => Promise<T>): Promise<T> {
  return withStdin(Readable.from([text]), work);
}

/** Lets `work` find a person at the terminal, who types `keys` (at once, or later); undefined: the terminal goes away. */
export async function atTerminal<T>(keys: string | Promise<string> | undefined, work: () => Promise<T>): Promise<T> {
  const keyboard = Object.assign(new PassThrough(), { isTTY: true });
  if (keys === undefined) {
    keyboard.end();
  } else {
    void typeLines(keyboard, keys);
  }
  const { isTTY } = process.stderr;
  process.stderr.isTTY = true;
  try {
    return await withStdin(keyboard, work);
  } finally {
    process.stderr.isTTY = isTTY;
  }
}

/** Line by line, as a person does: who reads one line must not get the next one with it. */
async function typeLines(keyboard: PassThrough, keys: string | Promise<string>): Promise<void> {
  for (const line of (await keys).split(/(?<=\n)/)) {
    keyboard.write(line);
    await setTimeout(20);
  }
}

async function withStdin<T>(stdin: Readable, work: () => Promise<T>): Promise<T> {
  const before = Object.getOwnPropertyDescriptor(process, 'stdin') ?? {};
  Object.defineProperty(process, 'stdin', { value: stdin, configurable: true });
  try {
    return await work();
  } finally {
    Object.defineProperty(process, 'stdin', before);
  }
}
