import type { DatabaseSync } from 'node:sqlite';

import type { Finding } from '../../core/decisions/finding.ts';
import type { RunSubject } from '../../core/decisions/judgement.ts';
import type { Surface } from '../../core/usage/usageEvent.ts';
import { type Row, optionalText, text } from '../rows.ts';

/** What the person was asked about a run before they let it start. */
export function consented(db: DatabaseSync, decisionId: string): Finding[] {
  const row = db
    .prepare(
      `SELECT findings FROM decisions d WHERE decision_id = ?
       AND EXISTS (SELECT 1 FROM answers a WHERE a.decision_id = d.decision_id AND a.answer = 'run')`,
    )
    .get(decisionId);
  return row === undefined ? [] : (JSON.parse(text(row, 'findings')) as Finding[]);
}

/** What a decision is about; its thread is that of the run that came of it. */
export function subjectOf(row: Row): RunSubject {
  return {
    surface: text(row, 'surface') as Surface,
    workspace: optionalText(row, 'workspace'),
    model: optionalText(row, 'model'),
    effort: optionalText(row, 'effort'),
    tier: optionalText(row, 'tier'),
    threadId: optionalText(row, 'thread_id'),
  };
}
