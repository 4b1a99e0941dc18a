import type { CodexFixture, CodexResult } from './codexFixture.ts';
import { finished, playBriefly } from './recordedScenarios.ts';
import { requestsOf, trim, type RecordedFile, type Recording } from './rolloutRecording.ts';

/** What `codex exec --json` prints, as some keep it: of a first turn, of later ones, and of one that leaves no rollout. */
export async function recordStreams(codex: CodexFixture): Promise<Recording> {
  playBriefly(codex, 'first look', 'second look', 'look in the fork', 'fleeting look');
  const first = await stream(codex, ['first look']);
  const resumed = await stream(codex, ['resume', first.threadId, 'second look']);
  const fork = await stream(codex, ['fork', first.threadId, 'look in the fork']);
  const ephemeral = await stream(codex, ['--ephemeral', 'fleeting look']);
  return { first: first.file, resumed: resumed.file, fork: fork.file, ephemeral: ephemeral.file };
}

/** One stream, with the requests that were made while it was written. */
async function stream(codex: CodexFixture, args: readonly string[]): Promise<{ threadId: string; file: RecordedFile }> {
  const before = codex.backend.modelRequests.length;
  const running: Promise<CodexResult> = codex.runCodex(args);
  const threadId = await finished(running);
  const requests = requestsOf(codex, threadId).filter(({ n }) => n > before);
  return { threadId, file: { rollout: trim((await running).stdout, codex), requests } };
}
