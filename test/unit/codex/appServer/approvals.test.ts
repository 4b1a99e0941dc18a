import assert from 'node:assert/strict';

import { parseApproval } from '../../../../src/codex/appServer/approvals.ts';

describe('what Codex asks for', () => {
  const cases: readonly (readonly [says: string, message: unknown, read: object | undefined])[] = [
    [
      'may be a command',
      {
        id: 1,
        method: 'item/commandExecution/requestApproval',
        params: { threadId: 't', itemId: 'i', command: 'rm -rf .', cwd: '/w', reason: null },
      },
      { kind: 'command', threadId: 't', command: 'rm -rf .', cwd: '/w', reason: undefined },
    ],
    [
      'may be a change of files',
      { id: 1, method: 'item/fileChange/requestApproval', params: { threadId: 't', itemId: 'i', reason: 'outside' } },
      { kind: 'fileChange', threadId: 't', itemId: 'i', files: [], reason: 'outside' },
    ],
    [
      'may be something we do not know',
      { id: 1, method: 'item/tool/requestUserInput', params: { threadId: 't' } },
      undefined,
    ],
    [
      'may be a command of no thread',
      { id: 1, method: 'item/commandExecution/requestApproval', params: {} },
      undefined,
    ],
  ];
  for (const [says, message, read] of cases) {
    it(says, () => assert.deepEqual(parseApproval(message), read));
  }
});
