import { readdir, readFile, mkdir, writeFile } from 'node:fs/promises';
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { totalUsage, type ModelRequest, type UsageTotals } from './backendLog.ts';
import { COMPACTED_PROMPT, COMPACTION_PROMPT } from './backendRequest.ts';
import type { CodexFixture } from './codexFixture.ts';

/** A rollout as Codex left it, and the requests that the backend saw of the thread while that file was written. */
export interface RecordedFile {
  readonly rollout: string;
  readonly requests: readonly ModelRequest[];
}

/** Which rollout goes into which file; the names lack `.jsonl`. */
export type Recording = Readonly<Record<string, RecordedFile>>;

/** What each billed request was made with, and what the user had asked for. */
export interface RecordedContext {
  readonly requests: readonly { readonly model: string; readonly effort?: string; readonly tier?: string }[];
  readonly turns: readonly { readonly prompts: readonly string[]; readonly billedRequests: number }[];
}

/** The rollout of a thread that has but one. */
export async function recorded(codex: CodexFixture, threadId: string): Promise<RecordedFile> {
  const [file, ...others] = await rolloutFiles(codex, threadId);
  if (file === undefined || others.length > 0) {
    throw new Error(`thread ${threadId} has ${others.length} rollouts beside ${file}`);
  }
  return recordedAs(codex, file, requestsOf(codex, threadId));
}

/** A certain file, with the requests that it tells of. */
export async function recordedAs(
  codex: CodexFixture,
  file: string,
  requests: readonly ModelRequest[],
): Promise<RecordedFile> {
  return { rollout: trim(await readFile(file, 'utf8'), codex), requests };
}

/** What the backend saw of a thread. */
export function requestsOf(codex: CodexFixture, threadId: string): readonly ModelRequest[] {
  return codex.backend.modelRequests.filter((request) => request.threadId === threadId);
}

/** Every rollout of a thread, archived or not, the oldest first. */
export async function rolloutFiles(codex: CodexFixture, threadId: string): Promise<readonly string[]> {
  const folders = ['sessions', 'archived_sessions'].map((name) => path.join(codex.codexHome, name));
  const names = await Promise.all(
    folders.map(async (folder) => {
      const files = await readdir(folder, { recursive: true }).catch(() => []);
      return files.map((name) => path.join(folder, name));
    }),
  );
  // The id of a later rollout follows that of the thread, after an underscore.
  return names
    .flat()
    .filter((name) => name.endsWith('.jsonl') && path.basename(name).includes(threadId))
    .sort((a, b) => a.length - b.length || a.localeCompare(b));
}

const STRING_LITERAL = /"(?:[^"\\]|\\.)*"/g;
const LENGTH_MAX = 100;

/**
 * Cuts long strings and renames the machine's folders; every other byte stays as Codex wrote it
 * (numbers too: read and written again, `12.0` would become `12`).
 */
export function trim(text: string, { workspace, root }: CodexFixture): string {
  return [workspace, realpathSync(workspace)]
    .reduce((trimmed, folder) => trimmed.replaceAll(folder, '/workspace'), text)
    .replaceAll(root, '/home/dev')
    .replaceAll(realpathSync(root), '/home/dev')
    .replaceAll(STRING_LITERAL, (literal) => {
      const value = JSON.parse(literal) as string;
      return value.length > LENGTH_MAX ? JSON.stringify(`${value.slice(0, LENGTH_MAX)}…`) : literal;
    });
}

/** Writes the rollouts, and adds what was billed for them and asked in them to the two files that say so. */
export async function writeRecording(folder: string, recording: Recording): Promise<void> {
  const entries = Object.entries(recording).map(([name, file]) => [`${name}.jsonl`, file] as const);
  for (const [name, { rollout }] of entries) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), rollout);
  }
  await addTo(path.join(folder, 'expected.json'), entries, billed);
  await addTo(path.join(folder, 'contexts.json'), entries, context);
}

async function addTo(
  file: string,
  entries: readonly (readonly [string, RecordedFile])[],
  say: (recorded: RecordedFile) => object,
): Promise<void> {
  const before = JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as object;
  const all = { ...before, ...Object.fromEntries(entries.map(([name, recording]) => [name, say(recording)])) };
  await writeFile(file, await format(JSON.stringify(all), { ...(await resolveConfig(file)), parser: 'json' }));
}

function billed({ requests }: RecordedFile): UsageTotals {
  return totalUsage(requests.flatMap(({ usage }) => usage ?? []));
}

function context({ requests }: RecordedFile): RecordedContext {
  return {
    requests: requests
      .filter(({ usage }) => usage !== undefined)
      .map(({ model, effort, tier }) => ({
        model,
        ...(effort === undefined ? {} : { effort }),
        ...(tier === undefined ? {} : { tier }),
      })),
    turns: turnsOf(requests).map((turn) => ({
      prompts: [...new Set(turn.map(({ prompt }) => prompt))].filter((prompt) => !isHarness(prompt)),
      billedRequests: turn.filter(({ usage }) => usage !== undefined).length,
    })),
  };
}

/** Where the client names no turn, it begins with the first request that has another prompt of the user's. */
function turnsOf(requests: readonly ModelRequest[]): readonly (readonly ModelRequest[])[] {
  let lastPrompt = '';
  const turns = Map.groupBy(requests, ({ turnId, prompt }) => {
    lastPrompt = isHarness(prompt) ? lastPrompt : prompt;
    return turnId ?? lastPrompt;
  });
  return [...turns.values()];
}

/** The summary that a made-up model gives of a thread. */
export const SUMMARY = 'The files have been read.';

const HARNESS_PROMPTS = [
  'You are performing a CONTEXT CHECKPOINT COMPACTION',
  'You have exceeded the maximum number of tokens',
  SUMMARY,
];

/** What Codex asks on its own behalf, in the user's place: for a summary, or to go on from one. */
function isHarness(prompt: string): boolean {
  return (
    [COMPACTION_PROMPT, COMPACTED_PROMPT].includes(prompt) || HARNESS_PROMPTS.some((text) => prompt.includes(text))
  );
}
