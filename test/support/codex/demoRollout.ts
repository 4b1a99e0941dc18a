import type { StepUsage } from './backendLog.ts';
import type { DemoAccount } from './demoAccount.ts';
import { answer, sessionMeta, tokenCount, toolCall, toolOutput, turnEnd, turnStart, usageRecord } from './demoLines.ts';
import type { Line } from './demoLines.ts';
import type { DemoRequest, DemoThread } from './demoPlan.ts';

const NO_USAGE: StepUsage = { input: 0, cached: 0, cacheWrite: 0, output: 0, reasoning: 0 };

/** The text of a thread's rollout, line by line as Codex 0.169 writes it. */
export function demoRollout(thread: DemoThread, accounts: ReadonlyMap<DemoRequest, DemoAccount>): string {
  const lines: Line[] = [sessionMeta(thread)];
  let threadUsage = NO_USAGE;
  for (const turn of thread.turns) {
    lines.push(...turnStart(thread, turn));
    let turnUsage = NO_USAGE;
    for (const [index, request] of turn.requests.entries()) {
      turnUsage = add(turnUsage, request.usage);
      threadUsage = add(threadUsage, request.usage);
      const answers = index === turn.requests.length - 1 && !turn.interrupted;
      lines.push(
        ...(answers ? answer(thread, turn, request) : toolCall(turn, request)),
        usageRecord(thread, turn, request, turnUsage, threadUsage),
        ...(answers ? [] : toolOutput(thread, turn, request)),
        tokenCount(request, threadUsage, accounts.get(request)),
      );
    }
    lines.push(turnEnd(turn));
  }
  return lines.map(lineText).join('');
}

function lineText({ atMs, type, payload }: Line, ordinal: number): string {
  return `${JSON.stringify({ timestamp: new Date(atMs).toISOString(), ordinal, type, payload })}\n`;
}

function add(a: StepUsage, b: StepUsage): StepUsage {
  return {
    input: a.input + b.input,
    cached: a.cached + b.cached,
    cacheWrite: a.cacheWrite + b.cacheWrite,
    output: a.output + b.output,
    reasoning: a.reasoning + b.reasoning,
  };
}
