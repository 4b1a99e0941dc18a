import { codexBinary } from './codexBinary.ts';
import type { CodexFixture } from './codexFixture.ts';
import { recordAll } from './recordBasics.ts';
import { finished, lookBriefly, playBriefly } from './recordedScenarios.ts';
import { RecordingClient } from './recordingClient.ts';
import type { Recording } from './rolloutRecording.ts';

/** Threads that an older version began and the installed one went on with: in the same file, and in a fork. */
export async function recordUpgrade(codex: CodexFixture): Promise<Recording> {
  codex.backend.play('look around', lookBriefly(8_123));
  codex.backend.play('look again', lookBriefly(14_207));
  const upgraded = await finished(codex.runCodex(['look around']));
  await finished(codex.runCodex(['resume', upgraded, 'look again'], codexBinary()));
  const parent = await finished(codex.runCodex(['look around']));
  const fork = await finished(codex.runCodex(['fork', parent, 'look again'], codexBinary()));
  return recordAll(codex, { upgraded, 'fork-by-newer-parent': parent, 'fork-by-newer': fork });
}

/** A thread that the installed version began, in the form that older ones can read, and an older one went on with. */
export async function recordDowngrade(codex: CodexFixture): Promise<Recording> {
  playBriefly(codex, 'first look');
  codex.backend.play('look again', lookBriefly(14_207));
  const begin = async (client: RecordingClient): Promise<string> => {
    const thread = await client.begin({ historyMode: 'legacy' });
    await client.turn(thread, 'first look');
    return thread;
  };
  const downgraded = await RecordingClient.with(codex, begin, codexBinary());
  await finished(codex.runCodex(['resume', downgraded, 'look again']));
  return recordAll(codex, { downgraded });
}
