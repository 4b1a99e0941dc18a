import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';

import { findWorkspace } from '../../../src/host/findWorkspace.ts';
import { workspaceOf } from '../../../src/ingest/workspaceOf.ts';
import { beginCheckout, temporaryFolder } from '../temporary.ts';

describe('the workspace that the window’s folder belongs to', () => {
  const folder = temporaryFolder();
  beforeEach(() => {
    beginCheckout(folder('checkout'));
    mkdirSync(folder('checkout', 'src', 'deep'), { recursive: true });
    mkdirSync(folder('checkout', 'sandbox', '.git'), { recursive: true });
    mkdirSync(folder('worktree', 'src'), { recursive: true });
    writeFileSync(folder('worktree', '.git'), 'gitdir: elsewhere');
    mkdirSync(folder('plain', 'src'), { recursive: true });
  });

  for (const [says, inside, expected] of [
    ['the top level of a checkout', ['checkout', 'src', 'deep'], ['checkout']],
    ['the checkout itself', ['checkout'], ['checkout']],
    ['the top level of a worktree', ['worktree', 'src'], ['worktree']],
    ['the checkout, past an empty .git that a sandbox has left', ['checkout', 'sandbox'], ['checkout']],
    ['the folder, outside of all checkouts', ['plain', 'src'], ['plain', 'src']],
    ['the folder, when it is gone', ['gone'], ['gone']],
  ] as const) {
    it(`is ${says}, as the ledger has it`, async () => {
      const found = await findWorkspace(folder(...inside));
      assert.deepEqual([found, workspaceOf(folder(...inside))], [folder(...expected), folder(...expected)]);
    });
  }
});
