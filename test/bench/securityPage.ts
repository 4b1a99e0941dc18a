import { readFileSync } from 'node:fs';
import path from 'node:path';

import { PROJECT_FOLDER } from '../support/vscode/cache.ts';
import { partOf, writePart } from './writeDocs.ts';

const PAGE = '.github/SECURITY.md';
const PARTS = ['fuzz', 'faults', 'windows', 'extremes', 'memory'] as const;

/** Writes figures into the page on security, and the sentences that begin them into the README. */
export async function writeFigures(part: (typeof PARTS)[number], figures: string): Promise<void> {
  await writePart(PAGE, part, figures);
  const page = readFileSync(path.join(PROJECT_FOLDER, PAGE), 'utf8');
  const sentences = PARTS.map((name) => partOf(page, name).trim().split('\n', 1)[0] ?? '');
  await writePart(
    'README.md',
    'figures',
    sentences
      .filter((sentence) => sentence !== '')
      .map((sentence) => `- ${sentence}`)
      .join('\n'),
  );
}
