import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';

import { IngestClient } from '../../src/ingest/ingestClient.ts';
import { SHIPPED } from '../support/shippedPrograms.ts';
import { silentLog } from '../support/silentLog.ts';
import { card } from '../unit/make.ts';
import { asText, rolloutLines } from '../unit/ingest/rollout.ts';
import { ingestMistakes } from './ingestChecks.ts';
import { type Measurement, measure } from './measure/measure.ts';
import { ours, scratch } from './programs.ts';
import { writeFigures } from './securityPage.ts';

export interface ExtremesOptions {
  /** Logs in the home that has too many. */
  readonly files: number;
  readonly writes: readonly ('fit' | 'docs')[];
}

export interface ExtremesFindings {
  readonly page: string;
  /** What was counted wrongly, in words. */
  readonly mistakes: readonly string[];
}

/** One home that was read, and what it took. */
interface Reading {
  readonly says: string;
  readonly measured: Pick<Measurement, 'wallMs' | 'peakBytes'>;
  readonly mistakes: readonly string[];
}

const FILES_OF_A_DAY = 1_000;
const LONG_LINE_BYTES = 2_000_000_000;
const PIECE_BYTES = 16 << 20;
const DEPTH = 1_000_000;
const BYTES_PER_MB = 1e6;
const NANOS_PER_MS = 1e6;

/** Reads homes that nobody should have: far too many logs, lines of gigabytes, brackets without end. */
export async function benchExtremes({ files, writes }: ExtremesOptions): Promise<ExtremesFindings> {
  const readings = [...(await readLongLines()), ...(await readManyFiles(files))];
  const page = [
    `\`npm run bench -- extremes --files ${files}\`: homes that nobody should have, read by \`ingest\`. Counted wrongly: ${readings.filter(({ mistakes }) => mistakes.length > 0).length} of ${readings.length}.`,
    '',
    '| what is read | counted wrongly | seconds | most memory, MB |',
    '| --- | ---: | ---: | ---: |',
    ...readings.map(
      ({ says, mistakes, measured: { wallMs, peakBytes } }) =>
        `| ${says} | ${mistakes.length} | ${(wallMs / 1_000).toFixed(1)} | ${peakBytes === undefined ? '' : (peakBytes / BYTES_PER_MB).toFixed(0)} |`,
    ),
  ].join('\n');
  if (writes.includes('docs')) {
    await writeFigures('extremes', page);
  }
  return { page, mistakes: readings.flatMap(({ says, mistakes }) => mistakes.map((text) => `${says}: ${text}`)) };
}

async function readLongLines(): Promise<readonly Reading[]> {
  using folders = scratch();
  const readings: Reading[] = [];
  for (const [says, write] of [
    ['a line of 2 GB of model output between two requests', longOutput],
    ['2 GB of zero bytes between two requests', zeroBytes],
    ['a million brackets between two requests', brackets],
  ] as const) {
    const home = folders.fresh('home');
    mkdirSync(path.join(home, 'sessions'));
    const lines = rolloutLines(2);
    const file = path.join(home, 'sessions', 'rollout-long.jsonl');
    writeFileSync(file, asText(lines.slice(0, 6)));
    write(file);
    appendFileSync(file, asText(lines.slice(6)));
    readings.push(await reading(says, folders.fresh('data'), home, 2));
  }
  return readings;
}

function longOutput(file: string): void {
  const piece = Buffer.alloc(PIECE_BYTES, 'y');
  const to = openSync(file, 'a');
  writeSync(to, '{"type":"response_item","payload":"');
  for (let written = 0; written < LONG_LINE_BYTES; written += piece.length) {
    writeSync(to, piece);
  }
  writeSync(to, '"}\n');
  closeSync(to);
}

function zeroBytes(file: string): void {
  truncateSync(file, statSync(file).size + LONG_LINE_BYTES);
  appendFileSync(file, '\n');
}

function brackets(file: string): void {
  appendFileSync(file, `{"type":"token_usage_record","payload":${'['.repeat(DEPTH)}\n`);
}

async function readManyFiles(files: number): Promise<readonly Reading[]> {
  using folders = scratch();
  const [home, data] = [folders.fresh('home'), folders.fresh('data')];
  const first = fill(home, files);
  const cold = await reading(`${files} logs for the first time`, data, home, files);
  const byWorker = await readingOfWindow(folders.fresh('of window'), home, files);
  const again = await reading('the same with nothing new', data, home, 0);
  appendFileSync(first, asText(rolloutLines(2, identity(0)).slice(-3)));
  return [cold, byWorker, again, await reading('the same with one request more', data, home, 1)];
}

/** One request in each. Returns the first. */
function fill(home: string, files: number): string {
  const place = (index: number): string =>
    path.join(
      home,
      'sessions',
      String(Math.floor(index / FILES_OF_A_DAY)),
      `rollout-${String(index).padStart(8, '0')}.jsonl`,
    );
  for (let index = 0; index < files; index += 1) {
    if (index % FILES_OF_A_DAY === 0) {
      mkdirSync(path.dirname(place(index)), { recursive: true });
    }
    writeFileSync(place(index), asText(rolloutLines(1, identity(index))));
  }
  return place(0);
}

function identity(index: number): { readonly id: string; readonly session_id: string } {
  const id = `01a2055b-fab1-77e2-93f0-${String(index).padStart(12, '0')}`;
  return { id, session_id: id };
}

/** As a window reads it: its worker does, and the thread that asks has other things to do. */
async function readingOfWindow(data: string, home: string, requests: number): Promise<Reading> {
  const holds = monitorEventLoopDelay({ resolution: 1 });
  const startedAtMs = performance.now();
  holds.enable();
  const client = new IngestClient(
    SHIPPED.ingestWorker,
    {
      ledgerFile: path.join(data, 'ledger.sqlite'),
      threadScript: SHIPPED.ingestThread,
      homes: [home],
      spoolFolder: path.join(data, 'spool'),
      rateCard: card,
    },
    silentLog,
  );
  try {
    await client.ingest();
    holds.disable();
    const measured = { wallMs: performance.now() - startedAtMs, peakBytes: undefined };
    const { totals } = await client.ledger.report('day', 0, Number.MAX_SAFE_INTEGER, 'UTC');
    const mistakes = totals.requests === requests ? [] : [`${totals.requests} requests instead of ${requests}`];
    const heldMs = (holds.max / NANOS_PER_MS).toFixed(0);
    return { says: `the same by the worker of a window, which was held for ${heldMs} ms at most`, measured, mistakes };
  } finally {
    client.dispose();
  }
}

async function reading(says: string, data: string, home: string, requests: number): Promise<Reading> {
  const measured = await measure(ours(data, 'ingest', '--json', '--codex-home', home));
  return { says, measured, mistakes: ingestMistakes(measured.stdout, { requests }) };
}
