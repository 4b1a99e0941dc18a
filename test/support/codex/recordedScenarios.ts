import assert from 'node:assert/strict';
import type { StepUsage } from './backendLog.ts';
import type { Scenario } from './backendScenario.ts';
import type { CodexFixture, CodexResult } from './codexFixture.ts';

/** Numbers of no pattern, different in every step, so that a mixed-up sum shows. */
export function usage(step: number, context: number): StepUsage {
  const input = context + step * 1_709;
  return {
    input,
    cached: step === 0 ? 0 : input - 1_013,
    cacheWrite: step === 0 ? 311 : 0,
    output: 97 + 41 * step,
    reasoning: 23 * step,
  };
}

/** A turn of three requests. */
export function lookAround(context: number): Scenario {
  return [
    { kind: 'shell', command: 'ls', usage: usage(0, context) },
    { kind: 'shell', command: 'cat greet.js', usage: usage(1, context) },
    { kind: 'message', text: 'It greets people in three languages.', usage: usage(2, context) },
  ];
}

/** A turn of two requests, for threads of many turns. */
export function lookBriefly(context: number): Scenario {
  return [
    { kind: 'shell', command: 'ls', usage: usage(0, context) },
    { kind: 'message', text: 'Two files.', usage: usage(1, context) },
  ];
}

/** Plays a brief turn for each prompt; their numbers differ. */
export function playBriefly({ backend }: CodexFixture, ...prompts: readonly string[]): void {
  for (const [index, prompt] of prompts.entries()) {
    backend.play(prompt, lookBriefly(7_001 + 613 * index));
  }
}

/** The thread of a `codex exec` that is expected to end so. */
export async function finished(running: Promise<CodexResult>, expectedCode = 0): Promise<string> {
  const { code, threadId, stdout, stderr } = await running;
  assert.equal(code, expectedCode, stdout + stderr);
  assert.ok(threadId);
  return threadId;
}
