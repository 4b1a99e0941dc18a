import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

import { GuardError, messageOf } from '../base/errors.ts';
import { type JsonObject, isObject, listIn, numberIn, parsedJson, textIn } from '../codex/rollouts/jsonFields.ts';
import type { RecordedRequest, RecordedRun } from '../core/estimate/backtest.ts';
import type { PromptFeatures } from '../core/estimate/prompt.ts';
import type { PromptVerb } from '../core/estimate/promptVerbs.ts';
import { CACHED_WEIGHT } from '../core/estimate/units.ts';

/** Reads a table of runs: JSON lines, or the same gzipped. Rows that are no run of a person are left out. */
export function readRunTable(file: string): RecordedRun[] {
  const runs: RecordedRun[] = [];
  for (const [index, line] of textOf(file).split('\n').entries()) {
    if (line.trim() !== '') {
      const row = parsedJson(line);
      if (!isObject(row)) {
        throw badRow(file, index + 1, 'a JSON object');
      }
      const run = runOf(row, (expected) => badRow(file, index + 1, expected));
      if (run !== undefined) {
        runs.push(run);
      }
    }
  }
  return runs;
}

const GZIP_MAGIC = 0x1f8b;

function textOf(file: string): string {
  try {
    const bytes = readFileSync(file);
    const isGzip = bytes.length > 2 && bytes.readUInt16BE(0) === GZIP_MAGIC;
    return (isGzip ? gunzipSync(bytes) : bytes).toString('utf8');
  } catch (error) {
    throw new GuardError('input.invalid', `--runs ${file} cannot be read: ${messageOf(error)}`, {
      remedy: 'Give a file of JSON lines, plain or gzipped.',
    });
  }
}

type BadRow = (expected: string) => GuardError;

function badRow(file: string, line: number, expected: string): GuardError {
  return new GuardError('input.invalid', `--runs ${file}, line ${line}: expected ${expected}`);
}

const IDLE_UNIT_MS = 1000;
/** Reviews that Codex starts by itself count into the run that caused them. */
const OWN_MODELS_OF_CODEX = 'codex-auto';

/** Undefined for rows that are not used: subagents, Codex's own reviews, runs that took nothing. */
function runOf(row: JsonObject, badRow: BadRow): RecordedRun | undefined {
  const startedAtS = numberIn(row, 't0');
  const model = textIn(row, 'model');
  const requests = requestsOf(row, badRow);
  const units = requests.reduce((sum, request) => sum + request.units, 0);
  const isSubagent = (numberIn(row, 'sub') ?? 0) !== 0;
  if (isSubagent || startedAtS === undefined || units <= 0 || model?.startsWith(OWN_MODELS_OF_CODEX) === true) {
    return undefined;
  }
  const [user, threadId] = [textIn(row, 'user'), textIn(row, 'thread')];
  if (user === undefined || threadId === undefined) {
    throw badRow('“user” and “thread”');
  }
  const [effort, idleS] = [textIn(row, 'effort'), numberIn(row, 'gap')];
  return {
    user,
    threadId,
    startedAtS,
    workspace: textIn(row, 'ws'),
    model: model === 'unknown' ? undefined : model,
    effort: effort === 'default' ? undefined : effort,
    contextTokens: numberIn(row, 'ctx0') ?? 0,
    idleMs: idleS === undefined ? undefined : idleS * IDLE_UNIT_MS,
    prompt: promptOf(row),
    requests,
    units,
  };
}

/** What output weighs against fresh input where tables of runs say units: as prices were when they were gathered. */
function outputWeightOf(model: string | undefined): number {
  if (model === 'gpt-5.4-mini') {
    return 113 / 18.75;
  }
  return model !== undefined && ['gpt-5.4', 'gpt-5.5', 'gpt-5.6-sol', 'gpt-5.6-terra'].includes(model) ? 6 : 8;
}

function requestsOf(row: JsonObject, badRow: BadRow): RecordedRequest[] {
  const outputWeight = outputWeightOf(textIn(row, 'model'));
  return listIn(row, 'req').map((request) => {
    const [input, cached, output] = Array.isArray(request) ? (request as readonly unknown[]) : [];
    if (typeof input !== 'number' || typeof cached !== 'number' || typeof output !== 'number') {
      throw badRow('“req” to hold lists of input, cached and output tokens');
    }
    return {
      units: input - cached + CACHED_WEIGHT * cached + outputWeight * output,
      contextTokens: input + output,
    };
  });
}

const VERBS: Readonly<Record<PromptVerb, string>> = {
  fix: 'v_fix',
  refactor: 'v_refactor',
  implement: 'v_implement',
  explain: 'v_explain',
  review: 'v_review',
  test: 'v_test',
  run: 'v_run',
  git: 'v_git',
  docs: 'v_docs',
  goOn: 'v_cont',
  ui: 'v_ui',
  all: 'v_all',
  plan: 'v_plan',
};

function promptOf(row: JsonObject): PromptFeatures | undefined {
  const chars = numberIn(row, 'p_chars');
  if (chars === undefined) {
    return undefined;
  }
  const count = (key: string): number => numberIn(row, key) ?? 0;
  const verbs = (Object.keys(VERBS) as PromptVerb[]).filter((verb) => count(VERBS[verb]) > 0);
  return {
    chars,
    words: count('p_words'),
    lines: count('p_lines'),
    files: count('p_files'),
    codeBlocks: count('p_code'),
    urls: count('p_urls'),
    questionMarks: count('p_q'),
    bullets: count('p_bul'),
    traceLines: count('p_trace'),
    images: count('p_imgs'),
    isSlashCommand: count('p_slash') > 0,
    nonAsciiShare: count('p_nonascii'),
    verbs: verbs.sort(),
    wordBuckets: [...new Set(listIn(row, 'tok').filter((bucket) => typeof bucket === 'number'))],
  };
}
