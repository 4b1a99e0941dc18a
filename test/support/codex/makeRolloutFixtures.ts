/**
 * Records `test/fixtures/rollouts/` and `test/fixtures/execStreams/` anew, with the real Codex binary.
 * `node test/support/codex/makeRolloutFixtures.ts [subject…]`, then look at the difference.
 *
 * `expected.json` holds what the backend billed for each file, `contexts.json` what it was asked for.
 * They do not come from the rollouts, so that a reader of rollouts can be held against them.
 */
import { fileURLToPath } from 'node:url';
import { createCodexFixture, type CodexFixture, type CodexFixtureOptions } from './codexFixture.ts';
import { recordChildren, recordCompaction, recordFailures, recordTurns } from './recordBasics.ts';
import {
  recordArchive,
  recordCacheWrites,
  recordGrandchild,
  recordManualCompaction,
  recordRemoteCompaction,
  recordRemoteManualCompaction,
  recordRevert,
} from './recordHistory.ts';
import { recordForks, recordLegacyForks } from './recordForks.ts';
import { recordSwitches, recordSwitchesInTurn } from './recordSettings.ts';
import { recordStreams } from './recordStreams.ts';
import { writeRecording, type Recording } from './rolloutRecording.ts';

const ROLLOUTS = fileURLToPath(new URL('../../fixtures/rollouts/', import.meta.url));
const STREAMS = fileURLToPath(new URL('../../fixtures/execStreams/', import.meta.url));

interface Subject {
  readonly record: (codex: CodexFixture) => Promise<Recording>;
  readonly options?: CodexFixtureOptions;
  /** By default that of the rollouts. */
  readonly folder?: string;
}

/** So named, with an API key, the provider is taken for OpenAI itself: to no other does Codex leave compaction. */
const OPENAI: CodexFixtureOptions = { auth: 'apiKey', providerName: 'OpenAI' };

const SUBJECTS: Readonly<Record<string, Subject>> = {
  turns: { record: recordTurns },
  failures: { record: recordFailures },
  children: { record: recordChildren },
  compaction: { record: recordCompaction },
  forks: { record: recordForks },
  legacyForks: { record: recordLegacyForks },
  switches: { record: recordSwitches },
  switchesInTurn: { record: recordSwitchesInTurn },
  revert: { record: recordRevert },
  archive: { record: recordArchive },
  manualCompaction: { record: recordManualCompaction },
  remoteCompaction: { record: recordRemoteCompaction, options: OPENAI },
  remoteManualCompaction: { record: recordRemoteManualCompaction, options: OPENAI },
  cacheWrites: { record: recordCacheWrites },
  grandchild: { record: recordGrandchild },
  streams: { record: recordStreams, folder: STREAMS },
};

async function recordSubject(name: string): Promise<void> {
  const subject = SUBJECTS[name];
  if (subject === undefined) {
    throw new Error(`there is no subject ${name}, only ${Object.keys(SUBJECTS).join(', ')}`);
  }
  const codex = await createCodexFixture({ effort: 'medium', ...subject.options });
  try {
    await writeRecording(subject.folder ?? ROLLOUTS, await subject.record(codex));
  } finally {
    await codex.dispose();
  }
}

const asked = process.argv.slice(2);
for (const name of asked.length > 0 ? asked : Object.keys(SUBJECTS)) {
  await recordSubject(name);
}
