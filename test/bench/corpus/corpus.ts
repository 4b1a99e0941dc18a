import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { totalUsage, type StepUsage, type UsageTotals } from '../../support/codex/backendLog.ts';
import { cachedFolder } from '../../support/vscode/cache.ts';
import { plansOfBytes, plansOfRequests, type ThreadPlan } from './threadPlan.ts';
import { writeThread } from './writeThread.ts';

/** What was written into a corpus, and so what a reader must find in it. */
export interface Manifest {
  readonly files: number;
  readonly bytes: number;
  readonly totals: UsageTotals;
  /** By the UTC date. */
  readonly days: Readonly<Record<string, UsageTotals>>;
  /** The largest rollout of the recent shape: the one that goes on. */
  readonly growing: { readonly file: string; readonly bytes: number; readonly thread: ThreadPlan };
}

export interface Corpus extends Manifest {
  readonly name: string;
  /** Changes with the content. */
  readonly stamp: string;
  /** The Codex home with all the rollouts. */
  readonly home: string;
}

export type CorpusSize = { readonly gigabytes: number } | { readonly requests: number };

const SEED = 169;

/** A Codex home of that size. It is made once, the same on every machine, and kept in `cache` or the project's cache. */
export async function corpusOf(size: CorpusSize, cache: string | undefined): Promise<Corpus> {
  const name = 'gigabytes' in size ? `ingest-${size.gigabytes}-gb` : `report-${size.requests}-requests`;
  const plans = 'gigabytes' in size ? plansOfBytes(size.gigabytes * 1e9, SEED) : plansOfRequests(size.requests, SEED);
  const stamp = hashOfGenerator();
  const folder = await cachedFolder({
    name: `bench/${name}`,
    ...(cache === undefined ? {} : { parent: cache }),
    stamp,
    fill: (empty) => {
      fill(empty, plans);
      return Promise.resolve();
    },
    log: (line) => console.log(line),
  });
  const manifest = JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8')) as Manifest;
  const corpus = { name, stamp, home: path.join(folder, 'home'), ...manifest };
  restore(corpus);
  return corpus;
}

/** Takes back what a benchmark that was killed has appended. */
export function restore({ home, growing }: Corpus): void {
  const file = path.join(home, growing.file);
  if (statSync(file).size > growing.bytes) {
    truncateSync(file, growing.bytes);
  }
}

/** Reads every rollout once, so that the system has them all in its cache. */
export function readAll({ home }: Corpus): void {
  for (const entry of readdirSync(home, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) {
      readFileSync(path.join(entry.parentPath, entry.name));
    }
  }
}

function fill(folder: string, plans: readonly ThreadPlan[]): void {
  const startedAtMs = performance.now();
  const home = path.join(folder, 'home');
  const days: Record<string, StepUsage[]> = {};
  let growing: Manifest['growing'] | undefined;
  let bytes = 0;
  for (const thread of plans) {
    const file = rolloutFile(thread);
    mkdirSync(path.join(home, path.dirname(file)), { recursive: true });
    const written = writeThread(thread, path.join(home, file));
    bytes += written.bytes;
    if (thread.shape === 'recent' && written.bytes > (growing?.bytes ?? 0)) {
      growing = { file, bytes: written.bytes, thread };
    }
    for (const { atMs, usage } of written.requests) {
      (days[new Date(atMs).toISOString().slice(0, 10)] ??= []).push(usage);
    }
  }
  const totals = totalUsage(Object.values(days).flat());
  const byDay = Object.fromEntries(Object.entries(days).map(([day, usages]) => [day, totalUsage(usages)]));
  const manifest = { files: plans.length, bytes, totals, days: byDay, growing };
  writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify(manifest, undefined, 1));
  const seconds = (performance.now() - startedAtMs) / 1000;
  console.log(`made ${plans.length} rollouts, ${(bytes / 1e9).toFixed(2)} GB, in ${seconds.toFixed(1)} s`);
}

/** The file's path in the home; Codex names it after the thread's start. */
function rolloutFile({ startedAtMs, id }: ThreadPlan): string {
  const instant = new Date(startedAtMs).toISOString();
  const folder = path.join('sessions', ...instant.slice(0, 10).split('-'));
  return path.join(folder, `rollout-${instant.slice(0, 19).replaceAll(':', '-')}-${id}.jsonl`);
}

/** Another generator makes another corpus. */
function hashOfGenerator(): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(import.meta.dirname).sort()) {
    hash.update(readFileSync(path.join(import.meta.dirname, name)));
  }
  return hash.digest('hex');
}
