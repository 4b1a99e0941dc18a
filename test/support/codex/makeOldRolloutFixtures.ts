/**
 * Records what older versions of Codex wrote, in `test/fixtures/rollouts/VERSION/`.
 * `node test/support/codex/makeOldRolloutFixtures.ts FOLDER [VERSION…]`, where each version that is to be recorded
 * has been installed with `npm install --prefix FOLDER/VERSION @openai/codex@VERSION`. It takes Linux.
 */
import { fileURLToPath } from 'node:url';
import { createCodexFixture, type CodexFixture } from './codexFixture.ts';
import { installedVersions, isAtLeast, type OldCodex } from './oldVersions.ts';
import { recordRemoteCompaction } from './recordHistory.ts';
import {
  recordOldChildren,
  recordOldCompaction,
  recordOldForks,
  recordOldSwitches,
  recordOldTurns,
  recordRollback,
  type OldModels,
} from './recordOldVersions.ts';
import { recordDowngrade, recordUpgrade } from './recordUpgrades.ts';
import { writeRecording, type Recording } from './rolloutRecording.ts';

const FOLDER = fileURLToPath(new URL('../../fixtures/rollouts/', import.meta.url));

interface OldSubject {
  /** The first version that can do it. */
  readonly since: string;
  /** The only versions of which it is recorded, where all are too many. */
  readonly only?: readonly string[];
  readonly record: (codex: CodexFixture, models: OldModels) => Promise<Recording>;
  readonly providerName?: string;
}

/** Versions whose threads the installed one goes on with: without turn ids, and with them. */
const MIXED_VERSIONS = ['0.44.0', '0.101.0'];

const SUBJECTS: readonly OldSubject[] = [
  { since: '0.0.0', record: recordOldTurns },
  { since: '0.0.0', only: ['0.44.0', '0.101.0', '0.147.0', '0.155.0'], record: recordOldCompaction },
  { since: '0.77.0', record: recordOldSwitches },
  { since: '0.87.0', record: recordOldForks },
  { since: '0.87.0', only: ['0.101.0', '0.155.0'], record: recordRollback },
  // A provider of this name is one that Codex leaves compaction to.
  { since: '0.77.0', only: ['0.77.0', '0.147.0', '0.155.0'], record: recordRemoteCompaction, providerName: 'OpenAI' },
  { since: '0.137.0', only: ['0.147.0'], record: recordOldChildren },
  { since: '0.0.0', only: MIXED_VERSIONS, record: recordUpgrade },
  { since: '0.0.0', only: MIXED_VERSIONS, record: recordDowngrade },
];

/** A model that a version does not know gets no effort from it. */
function modelsOf(version: string): OldModels {
  return isAtLeast(version, '0.137.0')
    ? { model: 'gpt-5.5', otherModel: 'gpt-5.4', tier: 'priority' }
    : { model: 'gpt-5', otherModel: 'gpt-5.1', tier: 'fast' };
}

async function recordVersion({ version, codexPath }: OldCodex): Promise<void> {
  const models = modelsOf(version);
  const backend = { cacheWrites: isAtLeast(version, '0.147.0') };
  const subjects = SUBJECTS.filter(({ since, only }) => isAtLeast(version, since) && (only?.includes(version) ?? true));
  for (const { record, providerName = 'loopback' } of subjects) {
    const codex = await createCodexFixture({
      codexPath,
      providerName,
      backend,
      auth: 'apiKey',
      model: models.model,
      effort: 'medium',
    });
    try {
      const recording = Object.entries(await record(codex, models));
      await writeRecording(FOLDER, Object.fromEntries(recording.map(([name, file]) => [`${version}/${name}`, file])));
    } finally {
      await codex.dispose();
    }
  }
}

const [folder, ...asked] = process.argv.slice(2);
if (folder === undefined) {
  throw new Error('name the folder in which the versions are installed');
}
for (const codex of await installedVersions(folder)) {
  if (asked.length === 0 || asked.includes(codex.version)) {
    await recordVersion(codex);
  }
}
