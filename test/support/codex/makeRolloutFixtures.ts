/**
 * Records the rollouts in `test/fixtures/rollouts/` anew, with the real Codex binary.
 * `node test/support/codex/makeRolloutFixtures.ts`, then look at the difference.
 *
 * `expected.json` holds what the backend billed for each file. It does not come from the rollouts,
 * so that a reader of rollouts can be held against it.
 */
import assert from 'node:assert/strict';
import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StepUsage, UsageTotals } from './backendLog.ts';
import type { Scenario } from './backendScenario.ts';
import { createCodexFixture, type CodexFixture, type CodexResult } from './codexFixture.ts';

const FOLDER = fileURLToPath(new URL('../../fixtures/rollouts/', import.meta.url));

/** Which thread goes into which file. */
type Recording = Readonly<Record<string, string>>;

/** Numbers of no pattern, different in every step, so that a mixed-up sum shows. */
function usage(step: number, context: number): StepUsage {
  const input = context + step * 1_709;
  return {
    input,
    cached: step === 0 ? 0 : input - 1_013,
    cacheWrite: step === 0 ? 311 : 0,
    output: 97 + 41 * step,
    reasoning: 23 * step,
  };
}

function lookAround(context: number): Scenario {
  return [
    { kind: 'shell', command: 'ls', usage: usage(0, context) },
    { kind: 'shell', command: 'cat greet.js', usage: usage(1, context) },
    { kind: 'message', text: 'It greets people in three languages.', usage: usage(2, context) },
  ];
}

/** A run, one that goes on in the same thread, and one that goes on in a fork of the first. */
async function recordTurns(codex: CodexFixture): Promise<Recording> {
  codex.backend.play('look around', lookAround(8_123));
  codex.backend.play('look again', lookAround(14_207));
  const exec = await finished(codex.runCodex(['look around']));
  const fork = await finished(codex.runCodex(['fork', exec, 'look again']));
  const resumed = await finished(codex.runCodex(['look around']));
  await finished(codex.runCodex(['resume', resumed, 'look again']));
  return { exec, fork, resumed };
}

/** Runs that did not come to a good end. */
async function recordFailures(codex: CodexFixture): Promise<Recording> {
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
  return { interrupted, 'failed-429': await finished(codex.runCodex(['be refused']), 1) };
}

/** Runs that start threads beside their own. */
async function recordChildren(codex: CodexFixture): Promise<Recording> {
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
  return {
    'review-child': review.child,
    'subagent-parent': subagent.parent,
    subagent: subagent.child,
    'subagent-inheriting-parent': inheriting.parent,
    'subagent-inheriting': inheriting.child,
  };
}

/** A run whose context grew too long: Codex asks for a summary and goes on with that. */
async function recordCompaction(codex: CodexFixture): Promise<Recording> {
  codex.backend.play('go far', [
    { kind: 'shell', command: 'ls', usage: usage(0, 8_623) },
    { kind: 'shell', command: 'cat greet.js', usage: usage(8, 8_623) },
  ]);
  codex.backend.play('CONTEXT CHECKPOINT COMPACTION', [
    { kind: 'message', text: 'The files have been read.', usage: usage(9, 8_623) },
  ]);
  codex.backend.play('Another language model started', [
    { kind: 'message', text: 'That was far.', usage: usage(0, 3_001) },
  ]);
  const limit = ['--config', 'model_auto_compact_token_limit=20000'];
  return { compacted: await finished(codex.runCodex([...limit, 'go far'])) };
}

async function finished(running: Promise<CodexResult>, expectedCode = 0): Promise<string> {
  const { code, threadId, stdout, stderr } = await running;
  assert.equal(code, expectedCode, stdout + stderr);
  assert.ok(threadId);
  return threadId;
}

async function withChild(codex: CodexFixture, args: readonly string[]): Promise<{ parent: string; child: string }> {
  const requestsBefore = codex.backend.modelRequests.length;
  const parent = await finished(codex.runCodex(args));
  const requests = codex.backend.modelRequests.slice(requestsBefore);
  const child = requests.find(({ threadId }) => threadId !== parent)?.threadId;
  assert.ok(child, 'the run has started no other thread');
  return { parent, child };
}

const STRING_LITERAL = /"(?:[^"\\]|\\.)*"/g;
const LENGTH_MAX = 300;

/**
 * Cuts long strings and renames the machine's folders; every other byte stays as Codex wrote it
 * (numbers too: read and written again, `12.0` would become `12`).
 */
function trim(rollout: string, codex: CodexFixture): string {
  return rollout
    .replaceAll(codex.workspace, '/workspace')
    .replaceAll(codex.root, '/home/dev')
    .replaceAll(STRING_LITERAL, (literal) => {
      const text = JSON.parse(literal) as string;
      return text.length > LENGTH_MAX ? JSON.stringify(`${text.slice(0, LENGTH_MAX)}…`) : literal;
    });
}

const codex = await createCodexFixture({ effort: 'medium' });
try {
  const recording: Recording = {
    ...(await recordTurns(codex)),
    ...(await recordFailures(codex)),
    ...(await recordChildren(codex)),
    ...(await recordCompaction(codex)),
  };
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  const expected: Record<string, UsageTotals> = {};
  for (const [name, threadId] of Object.entries(recording)) {
    const rollout = await readFile(await codex.rolloutPath(threadId), 'utf8');
    await writeFile(path.join(FOLDER, `${name}.jsonl`), trim(rollout, codex));
    expected[`${name}.jsonl`] = codex.backend.completedUsage(threadId);
  }
  await writeFile(path.join(FOLDER, 'expected.json'), `${JSON.stringify(expected, undefined, 2)}\n`);
} finally {
  await codex.dispose();
}
