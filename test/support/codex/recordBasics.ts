import assert from 'node:assert/strict';
import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import type { CodexFixture } from './codexFixture.ts';
import { finished, lookAround, usage } from './recordedScenarios.ts';
import { recorded, SUMMARY, type Recording } from './rolloutRecording.ts';

/** A run, one that goes on in the same thread, and one that goes on in a fork of the first. */
export async function recordTurns(codex: CodexFixture): Promise<Recording> {
  codex.backend.play('look around', lookAround(8_123));
  codex.backend.play('look again', lookAround(14_207));
  const exec = await finished(codex.runCodex(['look around']));
  const fork = await finished(codex.runCodex(['fork', exec, 'look again']));
  const resumed = await finished(codex.runCodex(['look around']));
  await finished(codex.runCodex(['resume', resumed, 'look again']));
  return recordAll(codex, { exec, fork, resumed });
}

/** Runs that did not come to a good end. */
export async function recordFailures(codex: CodexFixture): Promise<Recording> {
  codex.backend.play('be slow', [
    { kind: 'shell', command: 'ls', usage: usage(0, 8_311) },
    { kind: 'message', text: 'Nobody waits for this.', usage: usage(1, 8_311), delayMs: 60_000, textDeltas: 2 },
  ]);
  const requestsBefore = codex.backend.modelRequests.length;
  const slow = codex.startCodex(['be slow']);
  await codex.backend.waitForModelRequests(requestsBefore + 2);
  slow.process.kill('SIGINT');
  const interrupted = await finished(slow.result, 1);

  codex.backend.play('be refused', [
    { kind: 'shell', command: 'ls', usage: usage(0, 8_419) },
    { kind: 'reject', status: 429, type: 'usage_limit_reached', reachedType: 'workspace_member_credits_depleted' },
  ]);
  return recordAll(codex, { interrupted, 'failed-429': await finished(codex.runCodex(['be refused']), 1) });
}

/** Runs that start threads beside their own. */
export async function recordChildren(codex: CodexFixture): Promise<Recording> {
  codex.backend.play('get help', [
    { kind: 'shell', command: 'ls', usage: usage(0, 8_513) },
    { kind: 'spawnAgent', prompt: 'help out', usage: usage(1, 8_513) },
    { kind: 'waitAgent', usage: usage(2, 8_513) },
    { kind: 'message', text: 'Helped.', usage: usage(3, 8_513) },
  ]);
  codex.backend.play('help out', lookAround(6_101));
  codex.backend.play(/^Review the current code changes/, [
    { kind: 'shell', command: 'git diff', usage: usage(0, 5_003) },
    { kind: 'message', text: 'No findings.', usage: usage(1, 5_003) },
  ]);
  await appendFile(path.join(codex.workspace, 'greet.js'), '\nexport const languages = 3;\n');

  const review = await withChild(codex, ['review', '--uncommitted']);
  const subagent = await withChild(codex, ['get help']);
  // The agents of newer models begin with a copy of their parent's history, also in the file.
  const inheriting = await withChild(codex, ['--model', 'gpt-6.1-sol', 'get help']);
  return recordAll(codex, {
    'review-child': review.child,
    'subagent-parent': subagent.parent,
    subagent: subagent.child,
    'subagent-inheriting-parent': inheriting.parent,
    'subagent-inheriting': inheriting.child,
  });
}

/** A run whose context grew too long: Codex asks for a summary and goes on with that. */
export async function recordCompaction(codex: CodexFixture): Promise<Recording> {
  codex.backend.play('go far', [
    { kind: 'shell', command: 'ls', usage: usage(0, 8_623) },
    { kind: 'shell', command: 'cat greet.js', usage: usage(8, 8_623) },
  ]);
  codex.backend.play('CONTEXT CHECKPOINT COMPACTION', [{ kind: 'message', text: SUMMARY, usage: usage(9, 8_623) }]);
  codex.backend.play('Another language model started', [
    { kind: 'message', text: 'That was far.', usage: usage(0, 3_001) },
  ]);
  const limit = ['--config', 'model_auto_compact_token_limit=20000'];
  return recordAll(codex, { compacted: await finished(codex.runCodex([...limit, 'go far'])) });
}

/** The rollouts of threads by the names that their files get. */
export async function recordAll(codex: CodexFixture, threads: Readonly<Record<string, string>>): Promise<Recording> {
  const entries = Object.entries(threads).map(async ([name, id]) => [name, await recorded(codex, id)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

async function withChild(codex: CodexFixture, args: readonly string[]): Promise<{ parent: string; child: string }> {
  const requestsBefore = codex.backend.modelRequests.length;
  const parent = await finished(codex.runCodex(args));
  const requests = codex.backend.modelRequests.slice(requestsBefore);
  const child = requests.find(({ threadId }) => threadId !== parent)?.threadId;
  assert.ok(child, 'the run has started no other thread');
  return { parent, child };
}
