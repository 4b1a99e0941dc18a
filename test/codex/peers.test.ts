import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import expected from '../fixtures/rollouts/expected.json' with { type: 'json' };
import type { UsageTotals } from '../support/codex/backendLog.ts';
import { placeRollouts, threadIdOf } from '../support/codex/rolloutHome.ts';
import { type Peer, type PeerTotals, findCcusage, findTokscale, peerEnvironment } from '../support/peers.ts';
import { temporaryFolder } from '../unit/temporary.ts';
import { PEER_CASES, PEER_DISAGREEMENTS, type PeerCase } from './peerCases.ts';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const run = promisify(execFile);

type Billed = Readonly<Record<string, UsageTotals>>;

/** What the backend billed for a recorded thread. */
function billedFor(name: string): UsageTotals {
  const billed = (expected as Billed)[`${name}.jsonl`];
  assert.ok(billed, name);
  return billed;
}

/** How far each thread of a case is from its bill, in the figures that are told at all; exact ones are left out. */
function differences(told: ReadonlyMap<string, PeerTotals>, { rollouts }: PeerCase): object {
  const names = [...new Set(rollouts.map(({ name }) => name))];
  const strangers = [...told.keys()].filter((id) => !names.some((name) => threadIdOf(name) === id));
  assert.deepEqual(strangers, []);
  const wrong = names.map((name) => [name, difference(told.get(threadIdOf(name)), billedFor(name))] as const);
  return Object.fromEntries(wrong.filter(([, by]) => by === 'missing' || Object.keys(by).length > 0));
}

function difference(told: PeerTotals | undefined, billed: UsageTotals): 'missing' | Partial<UsageTotals> {
  if (told === undefined) {
    return 'missing';
  }
  const fields = Object.entries(billed) as [keyof UsageTotals, number][];
  const by = fields.map(([field, tokens]) => [field, (told[field] ?? tokens) - tokens] as const);
  return Object.fromEntries(by.filter(([, tokens]) => tokens !== 0));
}

describe('the tokens of each thread, counted by us and by others', () => {
  const folder = temporaryFolder();
  const peers: readonly [string, Peer | undefined][] = [
    ['ccusage', findCcusage()],
    ['tokscale', findTokscale()],
  ];

  beforeEach(() => {
    mkdirSync(folder('user'));
  });

  for (const example of PEER_CASES) {
    it(`${example.name}: codex-guardrails counts what was billed`, async () => {
      placeRollouts(folder('home'), example.rollouts);
      const env = { PATH: process.env['PATH'], HOME: folder('user'), CODEX_GUARDRAILS_HOME: folder('data') };
      const args = [CLI, 'report', '--by', 'thread', '--json', '--codex-home', folder('home')];
      const { stdout } = await run(process.execPath, args, { env });
      const { rows } = JSON.parse(stdout) as { rows: (UsageTotals & { key: string })[] };
      assert.deepEqual(differences(new Map(rows.map((row) => [row.key, row])), example), {});
    });

    for (const [name, peer] of peers) {
      const known = PEER_DISAGREEMENTS.find((each) => each.example === example.name && each.peer === name);
      it(`${example.name}: ${name} ${known === undefined ? 'says the same' : known.reason}`, async function () {
        if (peer === undefined) {
          this.skip();
        }
        placeRollouts(folder('home'), example.rollouts);
        const env = peerEnvironment(folder('home'), folder('user'));
        const { stdout } = await run(peer.file, peer.args.threads, { env, cwd: folder('user') });
        assert.deepEqual(differences(peer.threadsOf(stdout), example), known?.by ?? {});
      });
    }
  }

  it('every known disagreement is of one of the cases', () => {
    const names = new Set(PEER_CASES.map(({ name }) => name));
    assert.deepEqual(
      PEER_DISAGREEMENTS.filter(({ example }) => !names.has(example)),
      [],
    );
  });
});
