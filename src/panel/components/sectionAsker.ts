import { MOST_TITLES, type TabId } from '../messageProtocol.ts';
import type { PanelState } from '../panelProtocol.ts';
import type { SpendAsked, SpendView } from '../spendProtocol.ts';
import type { Post } from './buttons.ts';

/** What is shown, as far as it tells what must be asked for. */
export interface ShownSection {
  readonly tab: TabId;
  readonly state: PanelState | undefined;
  readonly spend: SpendView | undefined;
  readonly spendAsked: SpendAsked;
}

/** Asks the host for what a section shows beyond the state, and says when nobody looks at it any more. */
export class SectionAsker {
  readonly #post: Post;
  readonly #askedTitles = new Set<string>();
  #tab: TabId | undefined;

  constructor(post: Post) {
    this.#post = post;
  }

  /** After each drawing. */
  ask({ tab, state, spend, spendAsked }: ShownSection): void {
    if (tab !== this.#tab) {
      this.#leave();
      this.#tab = tab;
      if (tab === 'spend') {
        this.#post({ kind: 'askSpend', asked: spendAsked });
      } else if (tab === 'budgets') {
        this.#post({ kind: 'askCourses' });
      }
    }
    if (tab === 'runs') {
      this.#askForTitles(state?.runs.rows ?? []);
    } else if (tab === 'spend') {
      this.#askForTitles(spend?.runs ?? []);
    }
  }

  #leave(): void {
    if (this.#tab === 'spend') {
      this.#post({ kind: 'leaveSpend' });
    } else if (this.#tab === 'budgets') {
      this.#post({ kind: 'leaveCourses' });
    }
  }

  /** Of runs that are shown, those that were not asked for before. */
  #askForTitles(rows: readonly { readonly runId: string }[]): void {
    const runIds = rows
      .map(({ runId }) => runId)
      .filter((runId) => !this.#askedTitles.has(runId))
      .slice(0, MOST_TITLES);
    if (runIds.length > 0) {
      runIds.forEach((runId) => this.#askedTitles.add(runId));
      this.#post({ kind: 'showRuns', runIds });
    }
  }
}
