import * as z from 'zod/mini';

import { interpreted } from '../../base/interpreted.ts';
import { mapped, optionalText as text } from '../wire.ts';

/** What Codex asks of its client in the course of a run. */
export type ApprovalRequest =
  | {
      readonly kind: 'command';
      readonly threadId: string;
      readonly command: string | undefined;
      readonly cwd: string | undefined;
      readonly reason: string | undefined;
    }
  | {
      readonly kind: 'fileChange';
      readonly threadId: string;
      /** Under which Codex has told of the change before. */
      readonly itemId: string | undefined;
      /** Those that it would change, as Codex has told them; empty: it has not. */
      readonly files: readonly string[];
      readonly reason: string | undefined;
    };

/**
 * `acceptForSession` holds as long as the app-server for this very command, or for these files. `cancel` refuses and ends
 * the turn; `decline` lets the model try something else, which spends.
 */
export type ApprovalAnswer = 'accept' | 'acceptForSession' | 'decline' | 'cancel';

const approval = z.union([
  mapped(
    z.object({
      method: z.literal('item/commandExecution/requestApproval'),
      params: z.object({ threadId: z.string(), command: text, cwd: text, reason: text }),
    }),
    ({ params }): ApprovalRequest => ({
      kind: 'command',
      threadId: params.threadId,
      command: params.command,
      cwd: params.cwd,
      reason: params.reason,
    }),
  ),
  mapped(
    z.object({
      method: z.literal('item/fileChange/requestApproval'),
      params: z.object({ threadId: z.string(), itemId: text, reason: text }),
    }),
    ({ params }): ApprovalRequest => ({
      kind: 'fileChange',
      threadId: params.threadId,
      itemId: params.itemId,
      files: [],
      reason: params.reason,
    }),
  ),
]);

/** Reads what Codex asks; undefined where that is no approval. */
export function parseApproval(message: unknown): ApprovalRequest | undefined {
  const parsed = interpreted(approval, message);
  return parsed.success ? parsed.data : undefined;
}
