import type { LeftHold } from '../../core/decisions/hold.ts';
import type { RunWish } from '../../guard/runs/preflight.ts';
import { ALWAYS, AS_POLICY, agreeOnRun } from './agreeOnRun.ts';
import { findWorkspace } from '../findWorkspace.ts';
import type { RunTaskParts } from './runTaskParts.ts';
import { startTask } from './startTask.ts';
import { askPrompt, pickEffort, pickFolder, pickModel, whyNoCodexHere } from './taskQuestions.ts';

/** `Run Task…`: asks what to do and with which model, says what it will cost, and runs it under guard. */
export async function runTask(parts: RunTaskParts): Promise<void> {
  const folder = await pickFolder();
  if (folder === undefined) {
    return;
  }
  // Where there is no Codex, that is said before anything is written.
  await parts.codex.appServerOptions();
  const prompt = await askPrompt();
  const model = prompt === undefined ? undefined : await pickModel(await parts.codex.models());
  const effort = model === undefined ? undefined : await pickEffort(model);
  if (prompt === undefined || model === undefined || effort === undefined) {
    return;
  }
  const wish: RunWish = {
    subject: {
      surface: 'guardrails',
      workspace: await findWorkspace(folder),
      model: model.model,
      effort: effort.effort,
      tier: model.defaultTier,
      threadId: undefined,
    },
    prompt,
    requestedCap: undefined,
    assumedCredits: undefined,
  };
  const agreed = await agreeOnRun(parts, wish, ALWAYS);
  if (agreed !== undefined) {
    await startTask(parts, { ...wish.subject, prompt, cwd: folder }, agreed);
  }
}

/** Goes on with a run that was held when its process ended, as a run of its own in the same thread. */
export async function continueTask(parts: RunTaskParts, hold: LeftHold): Promise<void> {
  const why = whyNoCodexHere();
  if (why !== undefined) {
    throw why;
  }
  const { workspace, model, effort, tier, threadId, runId, cwd } = hold;
  const subject = { surface: 'guardrails', workspace, model, effort, tier, threadId } as const;
  const wish: RunWish = { subject, requestedCap: undefined, assumedCredits: undefined };
  const agreed = await agreeOnRun(parts, wish, AS_POLICY);
  if (agreed === undefined) {
    return;
  }
  const { cap } = agreed.preflight.decision;
  const answer = { kind: 'continued', cap, reason: undefined, answeredBy: 'person', answeredAtMs: Date.now() } as const;
  await parts.ingest.ledger.answerHold(runId, answer);
  const titles = await parts.ingest.titles([runId]);
  await startTask(parts, { prompt: undefined, threadId, cwd, model, effort, tier }, agreed, titles[runId]);
}
