import type { AccuracyView } from './accuracyProtocol.ts';
import type { BudgetsView, CourseView } from './budgetProtocol.ts';
import type { ComposerView } from './composerProtocol.ts';
import type { CoverageView } from './noticeProtocol.ts';
import type { NowView } from './nowProtocol.ts';
import type { TabId } from './messageProtocol.ts';
import type { RunPageView } from './runProtocol.ts';
import type { RunsView } from './runsProtocol.ts';
import type { SpendView } from './spendProtocol.ts';
import type { WalletView } from './walletProtocol.ts';

/**
 * What the usage panel shows. The extension host makes every word and figure; the panel only draws. Numbers beside a text
 * are for drawing, in credits.
 */
export interface PanelState {
  readonly title: string;
  readonly language: string;
  readonly tabs: Readonly<Record<TabId, string>>;
  /** "Read from Codex 40 s ago". */
  readonly freshness: string;
  readonly refreshLabel: string;
  readonly exportLabel: string;
  /** While history is being read for the first time: how much of it, from 0 to 1. */
  readonly reading: { readonly fraction: number; readonly text: string } | undefined;
  readonly now: NowView;
  /** Names of parts that only the sidebar has. */
  readonly sidebar: Readonly<Record<'limits' | 'newRun', string>>;
  readonly budgets: BudgetsView;
  readonly runs: RunsView;
  readonly wallet: WalletView;
  readonly accuracy: AccuracyView;
  readonly coverage: CoverageView;
}

/** To the panel. */
export type HostMessage =
  | { readonly kind: 'state'; readonly state: PanelState }
  | { readonly kind: 'composer'; readonly view: ComposerView }
  | { readonly kind: 'runPage'; readonly page: RunPageView }
  | { readonly kind: 'spend'; readonly view: SpendView }
  | { readonly kind: 'courses'; readonly courses: readonly CourseView[] }
  /** Titles of runs: how their prompts begin. The page must not save them. */
  | { readonly kind: 'titles'; readonly titles: Readonly<Record<string, string>> }
  /** The person has asked for one of its sections elsewhere, or for a run there. */
  | { readonly kind: 'showTab'; readonly tab: TabId; readonly runId: string | undefined };
