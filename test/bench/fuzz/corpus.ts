import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url));
/** Longer ones would take most of the time, and say no more. */
const MOST_CHARS = 4_000;

/** The lines of all recorded rollouts and streams, one of each that are of one kind and length. */
export function rolloutLines(): readonly string[] {
  const lines = new Map<string, string>();
  for (const name of recordedFiles()) {
    for (const line of readFileSync(path.join(FIXTURES, name), 'utf8').split('\n')) {
      const kinds = [...line.matchAll(/"type":"(\w+)"/g)].map(([, kind]) => kind).join();
      if (line !== '' && line.length <= MOST_CHARS) {
        lines.set(`${kinds} ${Math.ceil(line.length / 50)}`, line);
      }
    }
  }
  return [...lines.values()];
}

/** The lines of whole rollouts, each as one text, without those that are too long. */
export function wholeRollouts(): readonly string[] {
  return recordedFiles().map((name) => {
    const lines = readFileSync(path.join(FIXTURES, name), 'utf8').split('\n');
    return `${lines.filter((line) => line !== '' && line.length <= MOST_CHARS).join('\n')}\n`;
  });
}

function recordedFiles(): readonly string[] {
  return readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.jsonl'))
    .sort();
}
