import { lastSnapshot } from '../../core/wallet/wallet.ts';
import type { PanelState } from '../../panel/panelProtocol.ts';
import type { GuardState } from '../hooks/guardState.ts';
import { accuracyView } from './panelAccuracy.ts';
import { budgetsView } from './panelBudgets.ts';
import { coverageView } from './panelCoverage.ts';
import { nowView } from './panelNow.ts';
import { runsView } from './panelRuns.ts';
import { walletView } from './panelWallet.ts';
import type { ViewTools } from '../viewTools.ts';

/** All that the panel shows, as a value. */
export function panelState(state: GuardState, language: string, tools: ViewTools): PanelState {
  const { t } = tools;
  return {
    title: t('Codex Guardrails'),
    language,
    tabs: {
      now: t('Now'),
      spend: t('Spend'),
      budgets: t('Budgets'),
      runs: t('Runs'),
      wallet: t('Wallet'),
      accuracy: t('Accuracy'),
      coverage: t('Coverage'),
    },
    freshness: freshness(state, tools),
    refreshLabel: t('Refresh'),
    exportLabel: t('Export what is shown…'),
    reading: readingOf(state, tools),
    now: nowView(state, tools),
    sidebar: { limits: t('Limits'), newRun: t('New run') },
    budgets: budgetsView(state, tools),
    runs: runsView(state, tools),
    wallet: walletView(state, tools),
    accuracy: accuracyView(state, tools),
    coverage: coverageView(state, tools),
  };
}

function freshness({ wallet, nowMs }: GuardState, { t, format }: ViewTools): string {
  const snapshot = lastSnapshot(wallet);
  return snapshot === undefined ? '' : t('Read from Codex {0}', format.age(nowMs - snapshot.observedAtMs));
}

function readingOf({ reading, usage }: GuardState, { t, format }: ViewTools): PanelState['reading'] {
  if (reading === undefined || (usage !== undefined && reading.bytesRead === 0)) {
    return undefined;
  }
  const { filesDone, filesTotal } = reading;
  return {
    fraction: filesTotal === 0 ? 1 : filesDone / filesTotal,
    text: t(
      'Reading what Codex has done before: {0} of {1} files, newest first',
      format.count(filesDone),
      format.count(filesTotal),
    ),
  };
}
