import { randomUUID } from 'node:crypto';

import * as vscode from 'vscode';

import { repeat } from '../../base/timers.ts';
import type { Decision } from '../../core/decisions/decide.ts';
import { keepReserved } from '../../guard/runs/keepReserved.ts';
import { loadPolicy } from '../../guard/policy/loadPolicy.ts';
import { overrideOffer } from '../../guard/policy/overrides.ts';
import { type Circumstances, type Preflight, type RunWish, decideRun } from '../../guard/runs/preflight.ts';
import { confirmationView, refusalText } from './confirmationView.ts';
import { promptOverride, showRefusal } from './overridePrompt.ts';
import type { RunTaskParts } from './runTaskParts.ts';
import { askCap } from './taskQuestions.ts';

/** A decision under which a run may start, and that the person has said yes to. */
export interface Agreement {
  readonly decisionId: string;
  readonly preflight: Preflight;
}

/** Whether the person is still to be asked about a decision. */
type AsksAbout = (decision: Decision) => boolean;
export const ALWAYS: AsksAbout = () => true;
export const AS_POLICY: AsksAbout = ({ effect }) => effect === 'confirm';

/**
 * Decides on a run, and asks the person where that is wanted. Every decision made on the way is recorded with its
 * answer. Undefined: it is not to be started.
 */
export async function agreeOnRun(
  parts: RunTaskParts,
  wish: RunWish,
  asksAbout: AsksAbout,
): Promise<Agreement | undefined> {
  const { ingest, wallet, format, managedPolicyFile } = parts;
  const decisionId = randomUUID();
  const nowMs = Date.now();
  const preflight = await decideRun(ingest.ledger, wish, await circumstances(parts, wish, nowMs), decisionId);
  const answer = (what: 'refused' | 'cancelled', by: string) =>
    ingest.ledger.answerDecision(decisionId, what, by, Date.now());
  const { effect } = preflight.decision;
  if (effect === 'deny') {
    await answer('refused', 'policy');
    const text = refusalText(preflight, managedPolicyFile, vscode.l10n.t, format, nowMs);
    const offer = overrideOffer(preflight);
    if (offer === undefined) {
      showRefusal(parts, text);
      return undefined;
    }
    return (await promptOverride(parts, text, offer, preflight)) ? agreeOnRun(parts, wish, asksAbout) : undefined;
  }
  if (!asksAbout(preflight.decision)) {
    return { decisionId, preflight };
  }
  const view = confirmationView(preflight, wallet.state, vscode.l10n.t, format, nowMs);
  const keeping = { store: ingest.ledger, setInterval: repeat, nowMs: () => Date.now() };
  const keepAlive = keepReserved(decisionId, keeping, () => undefined);
  try {
    const options = { modal: true, detail: view.detail };
    const choice = await vscode.window.showInformationMessage(
      view.message,
      options,
      view.runLabel,
      view.changeCapLabel,
    );
    if (choice === view.runLabel) {
      return { decisionId, preflight };
    }
    await answer('cancelled', 'person');
    if (choice !== view.changeCapLabel) {
      return undefined;
    }
  } finally {
    keepAlive.dispose();
  }
  const cap = await askCap(preflight);
  return cap === undefined ? undefined : agreeOnRun(parts, { ...wish, requestedCap: cap }, ALWAYS);
}

async function circumstances(
  { ingest, wallet, card, timezone, policySources }: RunTaskParts,
  wish: RunWish,
  nowMs: number,
): Promise<Circumstances> {
  const [inForce, walletNow] = await Promise.all([
    loadPolicy(ingest.ledger, policySources(wish.subject.workspace), nowMs),
    wallet.refresh(),
  ]);
  return { inForce, wallet: walletNow, card, timezone, nowMs };
}
