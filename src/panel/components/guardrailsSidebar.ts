import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { ComposerView } from '../composerProtocol.ts';
import type { NowView, TodayView } from '../nowProtocol.ts';
import type { PanelState } from '../panelProtocol.ts';
import { activeRuns } from './activeRun.ts';
import { actionLinks, type Post } from './buttons.ts';
import { LightElement } from './lightElement.ts';
import { meterGroup } from './meterRows.ts';
import { balance, notices, readingProgress } from './nowSection.ts';
import { patterns } from './patterns.ts';
import { fact } from './runRow.ts';
import type { Titles } from './runsQuery.ts';

/** The parts that can be folded away. */
export type SidebarPart = 'runs' | 'limits' | 'newRun' | 'today';

/** The heart of the panel where there is room for little: what is left, what goes on, the next run, and today. */
export class GuardrailsSidebar extends LightElement {
  static override readonly properties: PropertyDeclarations = {
    state: { attribute: false },
    composer: { attribute: false },
    titles: { attribute: false },
    foldedParts: { attribute: false },
    loading: { type: String },
  };

  declare state: PanelState | undefined;
  declare composer: ComposerView | undefined;
  /** Titles of the runs that go on, as far as they are known. */
  declare titles: Titles;
  declare foldedParts: readonly SidebarPart[];
  /** What stands here until the first state arrives. */
  declare loading: string;
  post: Post = () => undefined;
  /** Told when a part was folded or unfolded. */
  onDidFold: () => void = () => undefined;

  constructor() {
    super();
    this.titles = {};
    this.foldedParts = ['today'];
    this.loading = '';
  }

  protected override render(): TemplateResult {
    const { state } = this;
    return state === undefined
      ? html`<p class="loading">${this.loading}</p>`
      : html`
          ${patterns()}
          <h1 class="visually-hidden">${state.title}</h1>
          <div class="sidebar-top">
            ${balance(state.now.balance)}
            <p class="small quiet">${state.freshness}</p>
            ${notices(state.now.notices, this.post)}
            ${state.reading === undefined ? nothing : readingProgress(state.reading)}
          </div>
          ${this.#part('runs', state.now.runsTitle, state.now.runsText, this.#runs(state))}
          ${hasLimits(state.now) ? this.#part('limits', state.sidebar.limits, '', limits(state.now)) : nothing}
          ${
            this.composer === undefined
              ? nothing
              : this.#part('newRun', state.sidebar.newRun, this.composer.folder, this.#composer(state))
          }
          ${this.#part('today', state.now.today.title, state.now.today.text, this.#today(state.now.today))}
        `;
  }

  protected override updated(): void {
    if (this.state !== undefined) {
      document.documentElement.lang = this.state.language;
    }
  }

  #part(part: SidebarPart, title: string, text: string, content: TemplateResult): TemplateResult {
    return html`<details
      class="sidebar-part is-${part}"
      ?open=${!this.foldedParts.includes(part)}
      @toggle=${(event: Event) => this.#keepFold(part, event)}
    >
      <summary>
        <span class="codicon codicon-chevron-right" aria-hidden="true"></span>
        <h2>${title}</h2>
        <span class="small quiet sidebar-note">${text}</span>
      </summary>
      <div class="sidebar-content">${content}</div>
    </details>`;
  }

  #keepFold(part: SidebarPart, { target }: Event): void {
    const isOpen = target instanceof HTMLDetailsElement && target.open;
    if (isOpen === this.foldedParts.includes(part)) {
      this.foldedParts = isOpen ? this.foldedParts.filter((one) => one !== part) : [...this.foldedParts, part];
      this.onDidFold();
    }
  }

  #runs({ now, language }: PanelState): TemplateResult {
    return now.runs.length === 0
      ? html`<p class="quiet">${now.emptyText}</p>`
      : html`${activeRuns(now.runs, this.titles, language, this.post)}`;
  }

  #composer({ language }: PanelState): TemplateResult {
    return html`<guardrails-composer
      .view=${this.composer}
      .language=${language}
      .post=${this.post}
    ></guardrails-composer>`;
  }

  #today({ facts, actions }: TodayView): TemplateResult {
    return html`<dl class="sidebar-facts">${facts.map(({ label, text }) => fact(label, text))}</dl>
      <p class="sidebar-links">${actionLinks(actions, this.post)}</p>`;
  }
}

function hasLimits({ windows, workspace, budgets }: NowView): boolean {
  return windows.length + workspace.length + budgets.length > 0;
}

function limits({ windowsTitle, windows, workspaceTitle, workspace, budgetsTitle, budgets }: NowView): TemplateResult {
  return html`<div class="meters">
    ${meterGroup(windowsTitle, windows)} ${meterGroup(workspaceTitle, workspace)} ${meterGroup(budgetsTitle, budgets)}
  </div>`;
}
