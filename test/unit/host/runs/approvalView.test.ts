import assert from 'node:assert/strict';

import { inEnglish } from '../../../../src/base/translate.ts';
import type { ApprovalRequest } from '../../../../src/codex/appServer/approvals.ts';
import { approvalView } from '../../../../src/host/runs/approvalView.ts';

const command = { kind: 'command', threadId: 't', command: 'rm -rf build', cwd: '/w', reason: undefined } as const;
const change = { kind: 'fileChange', threadId: 't', itemId: 'i', files: ['/w/a.ts'], reason: undefined } as const;

describe('what Codex asks for, in words', () => {
  const cases: readonly (readonly [request: ApprovalRequest, message: string, allowAllLabel: string])[] = [
    [command, 'Codex wants to run: rm -rf build', 'Allow This Command in This Run'],
    [
      { ...command, reason: 'to tidy up' },
      'Codex wants to run: rm -rf build (to tidy up)',
      'Allow This Command in This Run',
    ],
    [{ ...command, command: undefined }, 'Codex wants to run: a command', 'Allow This Command in This Run'],
    [change, 'Codex wants to change: a.ts', 'Allow These Files in This Run'],
    [{ ...change, reason: 'outside' }, 'Codex wants to change: a.ts (outside)', 'Allow These Files in This Run'],
    [{ ...change, files: [] }, 'Codex wants to change: files', 'Allow These Files in This Run'],
    [
      { ...change, files: ['/w/a.ts', '/w/b.ts', '/w/c.ts', '/w/d.ts', '/w/e.ts'] },
      'Codex wants to change: a.ts, b.ts, c.ts and 2 more',
      'Allow These Files in This Run',
    ],
  ];
  for (const [request, message, allowAllLabel] of cases) {
    it(`${message}, ${allowAllLabel}`, () => {
      const view = approvalView(request, inEnglish, (file) => file.replace('/w/', ''));
      assert.deepEqual(view, { message, allowAllLabel });
    });
  }
});
