import * as z from 'zod/mini';

import { composerMessages } from './composerProtocol.ts';
import { spendMessages } from './spendProtocol.ts';
import { shownTable } from './tableProtocol.ts';

/** The panel's sections, in the order of their tabs. */
export const TABS = ['now', 'spend', 'budgets', 'runs', 'wallet', 'accuracy', 'coverage'] as const;
export type TabId = (typeof TABS)[number];

/** So many titles are asked for at a time. */
export const MOST_TITLES = 200;

/** From the panel. Whatever else arrives is dropped. */
export const panelMessage = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ready') }),
  z.strictObject({ kind: z.literal('refresh') }),
  z.strictObject({ kind: z.literal('openPolicy') }),
  z.strictObject({ kind: z.literal('chooseCodex') }),
  z.strictObject({ kind: z.literal('signIn') }),
  z.strictObject({ kind: z.literal('answer') }),
  z.strictObject({ kind: z.literal('addCredits') }),
  z.strictObject({ kind: z.literal('acceptPrice') }),
  z.strictObject({ kind: z.literal('showLog') }),
  z.strictObject({ kind: z.literal('showTranscript') }),
  z.strictObject({ kind: z.literal('continueRun') }),
  z.strictObject({ kind: z.literal('guardAllRuns') }),
  z.strictObject({ kind: z.literal('openPanel') }),
  z.strictObject({ kind: z.literal('editBudgets') }),
  z.strictObject({ kind: z.literal('choosePolicyPreset') }),
  z.strictObject({ kind: z.literal('askCourses') }),
  z.strictObject({ kind: z.literal('leaveCourses') }),
  z.strictObject({ kind: z.literal('openSection'), tab: z.enum(TABS) }),
  z.strictObject({ kind: z.literal('openRun'), runId: z.string() }),
  z.strictObject({ kind: z.literal('closeRun') }),
  z.strictObject({ kind: z.literal('openThread'), runId: z.string() }),
  z.strictObject({ kind: z.literal('runAgain'), runId: z.string() }),
  z.strictObject({ kind: z.literal('showRuns'), runIds: z.array(z.string()).check(z.maxLength(MOST_TITLES)) }),
  z.strictObject({ kind: z.literal('stopRun'), runId: z.string() }),
  z.strictObject({
    kind: z.literal('answerHold'),
    runId: z.string(),
    answer: z.enum(['raise', 'uncap', 'wait']),
  }),
  z.strictObject({ kind: z.literal('exportTable'), table: shownTable }),
  ...composerMessages,
  ...spendMessages,
]);
export type PanelMessage = z.infer<typeof panelMessage>;
