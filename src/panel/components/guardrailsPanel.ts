import { html, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { cache } from 'lit/directives/cache.js';
import type { TabId } from '../messageProtocol.ts';
import type { PanelState } from '../panelProtocol.ts';
import type { CourseView } from '../budgetProtocol.ts';
import type { ComposerView } from '../composerProtocol.ts';
import type { RunPageView } from '../runProtocol.ts';
import type { SpendAsked, SpendView } from '../spendProtocol.ts';
import type { Post } from './buttons.ts';
import { accuracySection } from './accuracySection.ts';
import { coverageSection } from './coverageSection.ts';
import { LightElement } from './lightElement.ts';
import { nowSection } from './nowSection.ts';
import { type HeaderContext, panelHeader } from './panelHeader.ts';
import { PanelKeys } from './panelKeys.ts';
import { patterns } from './patterns.ts';
import { runPage } from './runPage.ts';
import { ALL_RUNS, type RunsQuery, type Titles } from './runsQuery.ts';
import { FIRST_ASKED, type SpendCrumb, SpendPane } from './spendPane.ts';
import { SectionAsker } from './sectionAsker.ts';
import { shownTableOf } from './shownTables.ts';
import { walletSection } from './walletSection.ts';
import { tabByArrow } from './tabKeys.ts';

/** The whole panel: tabs, and the section that is chosen. It keeps what the person chose; all else is in the state. */
export class GuardrailsPanel extends LightElement {
  static override readonly properties: PropertyDeclarations = {
    state: { attribute: false },
    composer: { attribute: false },
    tab: { attribute: false },
    isTable: { attribute: false },
    titles: { attribute: false },
    runsQuery: { attribute: false },
    openRunId: { attribute: false },
    runPage: { attribute: false },
    spend: { attribute: false },
    spendCrumbs: { attribute: false },
    courses: { attribute: false },
    loading: { type: String },
  };

  declare state: PanelState | undefined;
  /** The run that is being written; undefined until the host has told of it. */
  declare composer: ComposerView | undefined;
  declare tab: TabId;
  /** Whether the days are shown as a table instead of as a chart. */
  declare isTable: boolean;
  /** Titles of runs, as far as they have been read. */
  declare titles: Titles;
  declare runsQuery: RunsQuery;
  /** The run that is opened into its requests. */
  declare openRunId: string | undefined;
  /** Its page, or that of one opened before. */
  declare runPage: RunPageView | undefined;
  declare spend: SpendView | undefined;
  declare spendCrumbs: readonly SpendCrumb[];
  spendAsked: SpendAsked = FIRST_ASKED;
  declare courses: readonly CourseView[];
  /** What stands here until the first state arrives. It comes with the page, since there is no state to bring it. */
  declare loading: string;
  post: Post = () => undefined;
  /** Told when the person has chosen something that is to be saved. */
  onDidChoose: () => void = () => undefined;
  /** How far each section is scrolled, in CSS pixels. */
  readonly #scrollTops = new Map<TabId, number>();
  readonly #asker = new SectionAsker((message) => this.post(message));
  readonly #keys = new PanelKeys(this);

  constructor() {
    super();
    this.tab = 'now';
    this.isTable = false;
    this.titles = {};
    this.runsQuery = ALL_RUNS;
    this.openRunId = undefined;
    this.runPage = undefined;
    this.spend = undefined;
    this.spendCrumbs = [];
    this.courses = [];
    this.loading = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#keys.listen();
    window.addEventListener('resize', this.#showChosenTab);
  }

  override disconnectedCallback(): void {
    this.#keys.rest();
    window.removeEventListener('resize', this.#showChosenTab);
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult {
    const { state } = this;
    return state === undefined
      ? html`<p class="loading">${this.loading}</p>`
      : html`
          ${patterns()}
          <h1 class="visually-hidden">${state.title}</h1>
          ${panelHeader(state, this.#headerContext)}
          <div class="pane" id="pane" role="tabpanel" aria-labelledby="tab-${this.tab}">
            <p class="freshness small quiet">${state.freshness}</p>
            ${cache(this.#section(state))}
          </div>
        `;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (this.state !== undefined) {
      document.documentElement.lang = this.state.language;
    }
    this.#asker.ask(this);
    if (changed.has('tab') || changed.get('state') === undefined) {
      this.#showChosenTab();
    }
    if (this.runPage !== undefined && changed.has('runPage') && changed.get('runPage')?.runId !== this.runPage.runId) {
      // A run is read from its beginning, however far down in the list it stood.
      window.scrollTo(0, 0);
    }
    if (changed.get('tab') !== undefined) {
      // The section's own components draw themselves a moment later.
      requestAnimationFrame(() => window.scrollTo(0, this.#scrollTops.get(this.tab) ?? 0));
    }
  }

  /** In a narrow panel the tabs are scrolled. */
  readonly #showChosenTab = (): void => {
    this.querySelector(`#tab-${this.tab}`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };

  get #headerContext(): HeaderContext {
    return {
      tab: this.tab,
      choose: (tab) => this.choose(tab),
      onTabKey: this.#onTabKey,
      shownTable: () => shownTableOf(this),
      post: this.post,
    };
  }

  #section(state: PanelState): TemplateResult {
    switch (this.tab) {
      case 'now':
        return nowSection(state, this.composer, this.titles, this.post);
      case 'spend':
        return this.#spendSection(state);
      case 'budgets':
        return html`<guardrails-budgets
          .budgets=${state.budgets}
          .courses=${this.courses}
          .language=${state.language}
          .post=${this.post}
        ></guardrails-budgets>`;
      case 'runs':
        return this.#runsSection(state);
      case 'wallet':
        return walletSection(state.wallet, this.post);
      case 'accuracy':
        return accuracySection(state.accuracy, state.language);
      case 'coverage':
        return coverageSection(state.coverage, this.post);
    }
  }

  #spendSection({ language }: PanelState): TemplateResult {
    return this.spend === undefined
      ? html`<p class="loading">${this.loading}</p>`
      : html`<guardrails-spend
          .spend=${this.spend}
          .titles=${this.titles}
          .crumbs=${this.spendCrumbs}
          .language=${language}
          .isTable=${this.isTable}
          .onAsk=${this.#askSpend}
          .onOpen=${this.openRun}
          .onToggle=${() => this.toggleTable()}
        ></guardrails-spend>`;
  }

  readonly #askSpend = (asked: SpendAsked, crumbs: readonly SpendCrumb[]): void => {
    this.spendAsked = asked;
    this.spendCrumbs = crumbs;
    this.post({ kind: 'askSpend', asked });
    this.onDidChoose();
  };

  /** The table, or the run that was opened of it. */
  #runsSection({ runs, language }: PanelState): TemplateResult {
    if (this.openRunId !== undefined && this.runPage?.runId === this.openRunId) {
      const runId = this.openRunId;
      return runPage(this.runPage, this.titles[runId], language, this.#closeRun, (kind) => {
        this.post({ kind, runId });
      });
    }
    return html`<guardrails-runs
      .runs=${runs}
      .titles=${this.titles}
      .query=${this.runsQuery}
      .language=${language}
      .onOpen=${this.openRun}
      .onQuery=${this.#onQuery}
    ></guardrails-runs>`;
  }

  /** Opens a run into its requests, once the host has told of them. */
  readonly openRun = (runId: string): void => {
    this.openRunId = runId;
    this.choose('runs');
    this.post({ kind: 'openRun', runId });
    this.onDidChoose();
  };

  readonly #closeRun = (): void => {
    const runId = this.openRunId;
    this.openRunId = undefined;
    this.runPage = undefined;
    this.post({ kind: 'closeRun' });
    this.onDidChoose();
    void this.updateComplete.then(() => {
      requestAnimationFrame(() =>
        this.querySelector<HTMLElement>(`.run[data-key="${CSS.escape(runId ?? '')}"]`)?.focus(),
      );
    });
  };

  readonly #onQuery = (query: RunsQuery): void => {
    this.runsQuery = query;
    this.onDidChoose();
  };

  /** Shows a section. */
  choose(tab: TabId): void {
    if (tab !== this.tab) {
      this.#scrollTops.set(this.tab, window.scrollY);
      this.tab = tab;
      // What was asked for is asked for again: until then, figures of before would pass for those of now.
      this.spend = undefined;
      this.courses = [];
      this.onDidChoose();
    }
  }

  /** The same, with the focus on its tab. */
  goTo(tab: TabId): void {
    this.choose(tab);
    this.querySelector<HTMLElement>(`#tab-${tab}`)?.focus();
  }

  /** Shows bars as a table, or the other way round. */
  toggleTable(): void {
    const hadFocus = this.contains(document.activeElement);
    this.isTable = !this.isTable;
    this.onDidChoose();
    void this.updateComplete.then(() => {
      if (hadFocus && !this.contains(document.activeElement)) {
        // It was on the chart, which is gone.
        this.querySelector<HTMLElement>('.total + button')?.focus();
      }
    });
  }

  readonly #onTabKey = (event: KeyboardEvent): void => {
    const tab = tabByArrow(this.tab, event);
    if (tab !== undefined) {
      event.preventDefault();
      this.goTo(tab);
    }
  };

  /** One crumb back. Returns whether there was one. */
  goBack(): boolean {
    if (this.tab === 'runs' && this.openRunId !== undefined) {
      this.#closeRun();
      return true;
    }
    const pane = this.tab === 'spend' ? this.querySelector('guardrails-spend') : null;
    return pane instanceof SpendPane && pane.goBack();
  }
}
