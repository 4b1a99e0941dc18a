import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { promisify } from 'node:util';

import expected from '../fixtures/rollouts/expected.json' with { type: 'json' };
import type { UsageTotals } from '../support/codex/backendLog.ts';
import { placeRollouts, threadIdOf } from '../support/codex/rolloutHome.ts';
import { type Peer, type PeerTotals, findCcusage, findTokscale, peerEnvironment, sumOf } from '../support/peers.ts';
import { SHIPPED } from '../support/shippedPrograms.ts';
import { temporaryFolder } from '../unit/temporary.ts';
import { EDITED_CASES, type PeerCase } from './peerCases.ts';
import { DISAGREEMENTS, type Difference, type Disagreement, type Program } from './peerDisagreements.ts';
import { RECORDED_CASES, SHORT_CASE } from './recordedCases.ts';

const CASES = [...EDITED_CASES, ...RECORDED_CASES, SHORT_CASE];
const run = promisify(execFile);

type Told = ReadonlyMap<string, PeerTotals>;

/** What a program says of each thread of a Codex home. */
type Count = (codexHome: string, userHome: string) => Promise<Told>;

const countOurselves: Count = async (codexHome, userHome) => {
  const env = { PATH: process.env['PATH'], HOME: userHome, CODEX_GUARDRAILS_HOME: `${userHome}/data` };
  const args = [SHIPPED.cli, 'report', '--by', 'thread', '--json', '--codex-home', codexHome];
  const { stdout } = await run(process.execPath, args, { env });
  const { rows } = JSON.parse(stdout) as { rows: (UsageTotals & { key: string })[] };
  return new Map(rows.map((row) => [row.key, row]));
};

function countBy(peer: Peer | undefined): Count | undefined {
  return peer === undefined
    ? undefined
    : async (codexHome, userHome) => {
        const env = peerEnvironment(codexHome, userHome);
        const { stdout } = await run(peer.file, peer.args.threads, { env, cwd: userHome });
        return peer.threadsOf(stdout);
      };
}

const PROGRAMS: readonly (readonly [Program, Count | undefined])[] = [
  ['codex-guardrails', countOurselves],
  ['ccusage', countBy(findCcusage())],
  ['tokscale', countBy(findTokscale())],
];

/** What the backend billed for a thread, by its recorded rollouts. */
function billedFor(names: readonly string[]): PeerTotals {
  const billed = expected as Readonly<Record<string, UsageTotals>>;
  return sumOf(
    names.map((name) => {
      const totals = billed[`${name}.jsonl`];
      assert.ok(totals, name);
      return totals;
    }),
  );
}

type Differences = Readonly<Record<string, Difference>>;

/** How far each thread of a case is from its bill; exact ones are left out, and what is not told is as known. */
function differences(told: Told, { rollouts }: PeerCase, known: Differences): Differences {
  const threads = Map.groupBy(new Set(rollouts.map(({ name }) => name)), threadIdOf);
  assert.deepEqual(
    [...told.keys()].filter((id) => !threads.has(id)),
    [],
  );
  const all = Array.from(threads, ([id, names]) => {
    const [name = ''] = names;
    return [name, difference(told.get(id), billedFor(names), known[name])] as const;
  });
  return Object.fromEntries(all.filter(([, by]) => by === 'missing' || Object.keys(by).length > 0));
}

function difference(told: PeerTotals | undefined, billed: PeerTotals, known: Difference = {}): Difference {
  if (told === undefined) {
    return 'missing';
  }
  const fields = Object.entries(billed) as [keyof UsageTotals, number][];
  const by = fields.map(([field, tokens]) => {
    const untold = known === 'missing' ? 0 : (known[field] ?? 0);
    return [field, told[field] === undefined ? untold : told[field] - tokens] as const;
  });
  return Object.fromEntries(by.filter(([, tokens]) => tokens !== 0));
}

function isOf({ rollouts }: PeerCase, name: string): boolean {
  return rollouts.some((rollout) => rollout.name === name);
}

function knownOf(program: Program, example: PeerCase): readonly Disagreement[] {
  return DISAGREEMENTS.filter(
    ({ programs, cases, by }) =>
      programs.includes(program) && cases.includes(example.name) && Object.keys(by).some((name) => isOf(example, name)),
  );
}

describe('the tokens of each thread, counted by us and by others', () => {
  const folder = temporaryFolder();

  for (const example of CASES) {
    for (const [program, count] of PROGRAMS) {
      const known = knownOf(program, example);
      const reasons = known.map(({ reason }) => reason).join('; ');
      it(`${example.name}: ${program} ${reasons === '' ? 'says what was billed' : reasons}`, async function () {
        if (count === undefined) {
          this.skip();
        }
        mkdirSync(folder('user'));
        placeRollouts(folder('home'), example.rollouts);
        const by = known.flatMap((each) => Object.entries(each.by)).filter(([name]) => isOf(example, name));
        const wrong = Object.fromEntries(by);
        assert.deepEqual(differences(await count(folder('home'), folder('user')), example, wrong), wrong);
      });
    }
  }

  it('every recorded rollout is in one of the cases', () => {
    const missing = Object.keys(expected).filter(
      (file) => !CASES.some((each) => isOf(each, file.replace('.jsonl', ''))),
    );
    assert.deepEqual(missing, []);
  });

  it('every known disagreement is of cases that there are, and of their rollouts', () => {
    const names = DISAGREEMENTS.flatMap(({ cases, by }) => {
      const examples = CASES.filter(({ name }) => cases.includes(name));
      const strangers = Object.keys(by).filter((name) => !examples.some((each) => isOf(each, name)));
      return [...strangers, ...cases.filter((name) => !examples.some((each) => each.name === name))];
    });
    assert.deepEqual(names, []);
  });
});
