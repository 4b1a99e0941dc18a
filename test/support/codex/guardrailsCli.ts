import { text } from 'node:stream/consumers';
import { waitForExit } from '../processes.ts';
import { SHIPPED } from '../shippedPrograms.ts';
import { traceArguments } from '../traceOpened.ts';
import type { CodexFixture } from './codexFixture.ts';

/** How a call of `codex-guardrails` ended, and what it wrote. */
export interface GuardrailsCall {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `codex-guardrails …args`, as a process of its own, with all that the fixture has made up around it. */
export function callGuardrails(fixture: CodexFixture, ...args: readonly string[]): Promise<GuardrailsCall> {
  return call(fixture, process.execPath, [SHIPPED.cli, ...args]);
}

/**
 * The same, with every file that it opens written into `traceFile`: by itself and its threads, not by the programs that
 * it starts. Takes `strace`.
 */
export function traceGuardrails(
  fixture: CodexFixture,
  traceFile: string,
  ...args: readonly string[]
): Promise<GuardrailsCall> {
  return call(fixture, 'strace', [...traceArguments(traceFile), process.execPath, SHIPPED.cli, ...args]);
}

async function call(fixture: CodexFixture, program: string, args: readonly string[]): Promise<GuardrailsCall> {
  const { workspace: cwd, env } = fixture;
  const child = fixture.processes.spawnTracked(program, args, { cwd, env });
  child.stdin.end();
  const [out, err, { code }] = await Promise.all([text(child.stdout), text(child.stderr), waitForExit(child)]);
  return { code, out, err };
}
