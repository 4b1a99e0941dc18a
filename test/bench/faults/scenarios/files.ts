import { appendFileSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'; // prettier-ignore
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

import type { SeededRandom } from '../../../support/codex/seededRandom.ts';
import { mustCount } from '../laws.ts';
import { type FaultScenario, NOTHING_EXCUSED } from '../round.ts';
import type { FaultWorld } from '../world.ts';
import { begin } from './kills.ts';

const MOST_LOCKED_MS = 4_000;
const DEEP = 20_000;
const LEFT_MS = 15_000;
const NEWER_SCHEMA = 9_999;

/** What befalls the ledger and the logs. */
export const FILE_FAULTS: readonly FaultScenario[] = [
  {
    name: 'the ledger is held by another',
    play: async (world, random, prompt) => {
      const what = begin(world, random, prompt('exec'));
      const { ended } = world.exec(what);
      await sleep(random.int(0, 1_500));
      const free = holdLedger(world);
      await sleep(random.int(100, MOST_LOCKED_MS));
      free();
      await ended;
      return NOTHING_EXCUSED;
    },
  },
  {
    name: 'the ledger is damaged, cut off or deleted',
    play: async (world, random, prompt) => {
      const what = begin(world, random, prompt('exec'));
      await world.exec(what).ended;
      damageLedger(world, random);
      await findDamage(world);
      return NOTHING_EXCUSED;
    },
  },
  {
    name: 'the ledger is damaged, cut off or deleted while it is open',
    play: async (world, random, prompt) => {
      const what = begin(world, random, prompt('open'));
      const { ended } = random.chance(0.5) ? world.run(what) : world.exec(what);
      await sleep(random.int(0, 5_000));
      damageLedger(world, random);
      await ended;
      await findDamage(world);
      return { killed: [], unguarded: new Map([[what, 1]]) };
    },
  },
  {
    name: 'the ledger is of a newer version for a while',
    play: async (world, random, prompt) => {
      const what = begin(world, random, prompt('exec'));
      const version = setVersion(world, NEWER_SCHEMA);
      const { ended } = world.exec(what);
      await sleep(random.int(0, 3_000));
      setVersion(world, version);
      await ended;
      return { killed: [], unguarded: new Map([[what, Infinity]]) };
    },
  },
  {
    name: 'logs are spoilt behind what they say',
    play: async (world, random, prompt) => {
      const what = begin(world, random, prompt('exec'));
      const { threadId } = await world.exec(what).ended;
      if (threadId !== undefined) {
        appendFileSync(await world.codex.rolloutPath(threadId), rubbish(random));
      }
      spoilFolder(world, random);
      return NOTHING_EXCUSED;
    },
  },
  {
    name: 'logs are cut off, replaced, moved or deleted once they are read',
    play: async (world, random, prompt) => {
      const what = begin(world, random, prompt('lost'));
      const { threadId } = await world.exec(what).ended;
      await world.guardrails('ingest', '--json').ended;
      if (threadId !== undefined) {
        loseLog(await world.codex.rolloutPath(threadId), world, random);
      }
      await mustCount(world, what);
      // A ledger that is made anew cannot know what no log tells any more.
      return { killed: [what], unguarded: new Map() };
    },
  },
];

function loseLog(file: string, { codex: { codexHome } }: FaultWorld, random: SeededRandom): void {
  const kind = random.int(0, 4);
  if (kind === 0) {
    truncateSync(file, random.int(0, statSync(file).size));
  } else if (kind === 1) {
    rmSync(file);
  } else if (kind === 2) {
    const archive = path.join(codexHome, 'archived_sessions');
    mkdirSync(archive, { recursive: true });
    renameSync(file, path.join(archive, path.basename(file)));
  } else if (kind === 3) {
    const half = readFileSync(file).subarray(0, random.int(0, statSync(file).size));
    writeFileSync(`${file}.new`, Buffer.concat([half, rubbish(random)]));
    renameSync(`${file}.new`, file);
  } else {
    const bytes = readFileSync(file);
    rmSync(file);
    writeFileSync(file, bytes);
  }
}

/** Nobody else can write until the returned function is called. */
function holdLedger({ ledgerFile }: FaultWorld): () => void {
  const db = new DatabaseSync(ledgerFile);
  db.exec('PRAGMA busy_timeout = 2000');
  try {
    db.exec('BEGIN IMMEDIATE');
  } catch {
    // Somebody else holds it.
  }
  return () => db.close();
}

/** Damage that shows only in reading has one command fail, which puts the ledger aside. */
async function findDamage(world: FaultWorld): Promise<void> {
  await world.left(LEFT_MS);
  await world.guardrails('report', '--by', 'thread', '--json').ended;
}

function damageLedger({ ledgerFile }: FaultWorld, random: SeededRandom): void {
  const size = existsSync(ledgerFile) ? readFileSync(ledgerFile).length : 0;
  const kind = random.int(0, 3);
  if (kind === 0) {
    for (const suffix of ['', '-wal', '-shm']) {
      rmSync(ledgerFile + suffix, { force: true });
    }
  } else if (kind === 1) {
    truncateSync(ledgerFile, random.int(0, size));
  } else if (kind === 2) {
    writeFileSync(ledgerFile, 'This is no database.');
  } else {
    const bytes = readFileSync(ledgerFile);
    bytes.fill(0x5a, 0, random.int(1, size));
    writeFileSync(ledgerFile, bytes);
  }
}

function setVersion({ ledgerFile }: FaultWorld, version: number): number {
  const db = new DatabaseSync(ledgerFile);
  db.exec('PRAGMA busy_timeout = 5000');
  const before = Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
  db.exec(`PRAGMA user_version = ${version}`);
  db.close();
  return before;
}

function rubbish(random: SeededRandom): Buffer {
  return random.pick([
    Buffer.alloc(5_000),
    Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0x0a, 0x80, 0x0a]),
    Buffer.from(`{"type":"token_usage_record","payload":${'['.repeat(DEEP)}\n`),
    Buffer.from('{"timestamp":"2026-11-20T10:00:00.000Z","type":"event_msg","payload":{"type":"token_cou'),
    Buffer.from(`${JSON.stringify({ type: 'turn_context', payload: null })}\n\n\n\r\n`),
    Buffer.from(`{"type":"response_item","payload":{"text":"${'x'.repeat(3_000_000)}"}}\n`),
  ]);
}

/** Links that lead back, folders with the names of logs, and logs of nothing. */
function spoilFolder({ codex }: FaultWorld, random: SeededRandom): void {
  const folder = path.join(codex.codexHome, 'sessions', '2026');
  const name = `rollout-2026-11-20T10-00-00-spoilt-${readdirSync(folder).length}-${random.int(0, 1e9)}.jsonl`;
  const kind = random.int(0, 2);
  if (kind === 0) {
    symlinkSync(path.join(codex.codexHome, 'sessions'), path.join(folder, `loop-${random.int(0, 1e9)}`));
  } else if (kind === 1) {
    mkdirSync(path.join(folder, name));
  } else {
    writeFileSync(path.join(folder, name), '');
  }
}
