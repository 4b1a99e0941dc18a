import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { type CodexFixture, createCodexFixture } from '../support/codex/codexFixture.ts';
import { waitForExit } from '../support/processes.ts';
import { type Opened, canTrace, opensIn, tracing } from '../support/traceOpens.ts';

const CLI = fileURLToPath(new URL('../../src/cli/bin.ts', import.meta.url));
const COMMANDS: readonly (readonly string[])[] = [
  ['balance', '--json'],
  ['doctor', '--json'],
  ['run', '--yes', '--json', '--', 'hello'],
  ['report', '--json'],
  ['rate-card', 'compare', '--json'],
  ['wallet', '--json'],
];

describe('credentials', function () {
  this.timeout(120_000);

  let codex: CodexFixture;
  beforeEach(async function () {
    if (!canTrace()) {
      this.skip();
    }
    codex = await createCodexFixture();
  });
  afterEach(() => codex.dispose());

  it('are opened by Codex, and by no program of ours, whatever the command', async () => {
    const byCodex: Opened[] = [];
    for (const [index, args] of COMMANDS.entries()) {
      const trace = path.join(codex.root, `trace-${index}`);
      const [command, ...rest] = tracing(trace, [process.execPath, CLI, ...args]);
      const child = codex.processes.spawnTracked(command, rest, { cwd: codex.workspace, env: codex.env });
      child.stdin.end();
      const [err] = await Promise.all([text(child.stderr), text(child.stdout), waitForExit(child)]);
      const opened = opensIn(trace);
      assert.ok(
        opened.some(({ path: file }) => file.endsWith('ledger.sqlite')),
        `${args.join(' ')}: ${err}`,
      );
      const credentials = opened.filter(({ path: file }) => path.basename(file) === 'auth.json');
      assert.deepEqual(
        credentials.filter(({ program }) => program === process.execPath || program === ''),
        [],
        args.join(' '),
      );
      byCodex.push(...credentials);
    }
    assert.ok(byCodex.length > 0, 'the trace shows who opens a credential');
  });
});
