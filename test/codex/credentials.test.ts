import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { type CodexFixture, createCodexFixture } from '../support/codex/codexFixture.ts';
import { traceGuardrails } from '../support/codex/guardrailsCli.ts';
import { canTrace } from '../support/traceOpened.ts';

const COMMANDS: readonly (readonly string[])[] = [
  ['balance', '--json'],
  ['doctor', '--json'],
  ['run', '--yes', '--json', '--', 'hello'],
  ['report', '--json'],
  ['rate-card', 'compare', '--json'],
  ['wallet', '--json'],
];

describe('the credentials of Codex', function () {
  this.timeout(120_000);

  let codex: CodexFixture;
  beforeEach(async function () {
    if (!canTrace()) {
      this.skip();
    }
    codex = await createCodexFixture();
  });
  afterEach(() => codex.dispose());

  it('are opened by no program of ours, whatever the command', async () => {
    for (const [index, args] of COMMANDS.entries()) {
      const traceFile = path.join(codex.root, `opened-${index}`);
      const { err } = await traceGuardrails(codex, traceFile, ...args);
      const opened = await readFile(traceFile, 'utf8');
      assert.ok(opened.includes('ledger.sqlite'), `${args.join(' ')}: ${err}`);
      assert.ok(!opened.includes('auth.json'), args.join(' '));
    }
    assert.ok(codex.backend.modelRequests.length > 0, 'the login was used, by Codex');
  });
});
