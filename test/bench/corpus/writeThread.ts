import { utimesSync } from 'node:fs';

import type { StepUsage } from '../../support/codex/backendLog.ts';
import { seededRandom, type SeededRandom } from '../../support/codex/seededRandom.ts';
import { uuidV7 } from '../../support/codex/uuidV7.ts';
import { logNormal } from './distributions.ts';
import { LineFile } from './lineFile.ts';
import * as older from './olderLines.ts';
import type { Request, Turn } from './recentEnvelopes.ts';
import * as recent from './recentLines.ts';
import * as recentRequest from './recentRequestLines.ts';
import type { ThreadPlan } from './threadPlan.ts';
import { NO_STEP, addSteps, stepUsages } from './usage.ts';

/** What a reader must find in a rollout. */
export interface WrittenThread {
  readonly bytes: number;
  readonly requests: readonly { readonly atMs: number; readonly usage: StepUsage }[];
}

const REQUESTS_A_TURN = { median: 8, sigma: 0.9 };
const OUTPUT_BYTES = { median: 2_000, sigma: 1.7, max: 1 << 20 };
/** How often an older Codex told the running totals once more, with nothing new in them. */
const REPEAT_CHANCE = 0.08;

/** Writes one rollout, in the lengths and proportions that real ones have. */
export function writeThread(plan: ThreadPlan, path: string): WrittenThread {
  const random = seededRandom(plan.seed);
  const file = new LineFile(path, random, { isNumbered: plan.shape === 'recent' });
  const requests: Request[] = [];
  const nextUsage = stepUsages(random, { hasCacheWrites: plan.shape === 'recent' && plan.model.startsWith('gpt-6') });
  const isDone = (): boolean => requests.length >= plan.requestsMin && file.bytes >= plan.bytesMin;
  file.write(plan.shape === 'recent' ? recent.sessionMeta(plan) : older.sessionMeta(plan));
  let atMs = plan.startedAtMs + 50;
  while (!isDone()) {
    const turn = { id: uuidV7(atMs, random), startedAtMs: atMs };
    writeTurnStart(file, plan, turn, requests.length === 0, random);
    let turnUsage = NO_STEP;
    for (let rest = Math.ceil(logNormal(random, REQUESTS_A_TURN.median, REQUESTS_A_TURN.sigma)); rest > 0; rest -= 1) {
      atMs += Math.ceil(logNormal(random, 8_000, 0.8)) + 2_000;
      const usage = nextUsage();
      turnUsage = addSteps(turnUsage, usage);
      const request = makeRequest(atMs, usage, turnUsage, requests.at(-1), random);
      requests.push(request);
      const isLast = rest === 1 || isDone();
      writeRequest(file, plan, turn, request, isLast, random);
      if (isLast || isDone()) {
        break;
      }
    }
    if (plan.shape === 'recent') {
      file.write(recent.turnEnd(turn, atMs));
    }
    atMs += Math.ceil(logNormal(random, 120_000, 1.2));
  }
  file.close();
  utimesSync(path, atMs / 1000, atMs / 1000);
  return { bytes: file.bytes, requests };
}

function makeRequest(
  atMs: number,
  usage: StepUsage,
  turnUsage: StepUsage,
  before: Request | undefined,
  random: SeededRandom,
): Request {
  const { median, sigma, max } = OUTPUT_BYTES;
  return {
    atMs,
    responseId: `resp_${uuidV7(atMs, random).replaceAll('-', '')}`,
    usage,
    turnUsage,
    threadUsage: addSteps(before?.threadUsage ?? NO_STEP, usage),
    reasoningBytes: logNormal(random, 2_600, 0.7),
    outputBytes: Math.min(max, logNormal(random, median, sigma)),
  };
}

function writeTurnStart(file: LineFile, plan: ThreadPlan, turn: Turn, isFirst: boolean, random: SeededRandom): void {
  const promptBytes = plan.isDense ? 20 : logNormal(random, 400, 1.2);
  if (plan.shape === 'older') {
    file.write(...older.turnStart(plan, turn, promptBytes));
    return;
  }
  file.write(...recent.turnStart(plan, turn));
  if (isFirst && !plan.isDense) {
    file.write(...recent.worldState(plan, turn));
  }
  file.write(...(plan.isDense ? [] : recent.prompt(plan, turn, promptBytes)));
}

function writeRequest(
  file: LineFile,
  plan: ThreadPlan,
  turn: Turn,
  request: Request,
  isLast: boolean,
  random: SeededRandom,
): void {
  if (plan.isDense && plan.shape === 'older') {
    file.write(older.tokenCount(request));
  } else if (plan.isDense) {
    // What was drawn on is told once a turn.
    file.write(recentRequest.usageRecord(plan, turn, request), ...(isLast ? [recentRequest.tokenCount(request)] : []));
  } else if (plan.shape === 'recent') {
    file.write(...recentRequest.reasoning(plan, turn, request));
    if (isLast) {
      file.write(...recentRequest.answer(plan, turn, request), recentRequest.usageRecord(plan, turn, request));
    } else {
      file.write(recentRequest.toolCall(turn, request), recentRequest.usageRecord(plan, turn, request));
      file.write(...recentRequest.toolOutput(plan, turn, request));
    }
    file.write(recentRequest.tokenCount(request));
  } else {
    file.write(...older.reasoning(request), ...(isLast ? older.answer(request) : older.toolCall(request)));
    file.write(older.tokenCount(request));
    if (random.chance(REPEAT_CHANCE)) {
      file.write(older.tokenCount({ ...request, atMs: request.atMs + 1_500 }));
    }
    if (request.usage.input > 230_000 && random.chance(0.3)) {
      file.write(older.compacted(request.atMs + 2_000));
    }
  }
}
