import { readCredits } from '../../core/writtenCredits.ts';
import { loadPolicy } from '../../guard/policy/loadPolicy.ts';
import { type Circumstances, type Preflight, type RunWish, assessRun } from '../../guard/runs/preflight.ts';
import type { ComposerDraft } from '../../panel/composerProtocol.ts';
import { findWorkspace } from '../findWorkspace.ts';
import type { RunTaskParts } from '../runs/runTaskParts.ts';

/** A draft, judged on what was known when it was written. */
export interface Weighed {
  readonly wish: RunWish;
  readonly circumstances: Circumstances;
  readonly preflight: Preflight;
}

/** What a draft asks for in a folder. */
export async function wishOf(draft: ComposerDraft, folder: string): Promise<RunWish> {
  const said = (text: string): string | undefined => (text === '' ? undefined : text);
  return {
    subject: {
      surface: 'guardrails',
      workspace: await findWorkspace(folder),
      model: said(draft.model),
      effort: said(draft.effort),
      tier: said(draft.tier),
      threadId: said(draft.thread),
    },
    prompt: draft.prompt.trim(),
    requestedCap: readCredits(draft.cap),
    assumedCredits: undefined,
  };
}

/** What a draft would cost, and what the policy says of it; nothing of it is recorded. */
export async function weighDraft(
  { ingest, wallet, card, timezone, policySources }: RunTaskParts,
  draft: ComposerDraft,
  folder: string,
  nowMs: number,
): Promise<Weighed> {
  const wish = await wishOf(draft, folder);
  const inForce = await loadPolicy(ingest.ledger, policySources(wish.subject.workspace), nowMs);
  const circumstances = { inForce, wallet: wallet.state, card, timezone, nowMs };
  return { wish, circumstances, preflight: await assessRun(ingest.ledger, wish, circumstances) };
}
