import '@vscode-elements/elements/dist/vscode-button/index.js';
import { html, nothing, svg, type PropertyDeclarations, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { BudgetRowView, BudgetsView, CourseView } from '../budgetProtocol.ts';
import type { Post } from './buttons.ts';
import { percent } from './fractions.ts';
import { icon } from './icon.ts';
import { LightElement } from './lightElement.ts';
import { RESERVED_FILL, unknownBlock, unknownMark } from './patterns.ts';
import { moveFocus } from './requestsTable.ts';

/** The columns of figures, which a narrow panel leaves out one by one. */
const FIGURES = ['spent', 'reserved', 'left', 'limit', 'likely', 'resets'] as const;

/** Budgets in a table; a row unfolds into its course. It keeps which ones are unfolded. */
export class BudgetsPane extends LightElement {
  static override readonly properties: PropertyDeclarations = {
    budgets: { attribute: false },
    courses: { attribute: false },
    language: { attribute: false },
    openIds: { state: true },
    currentId: { state: true },
  };

  declare budgets: BudgetsView;
  declare courses: readonly CourseView[];
  declare language: string;
  declare private openIds: ReadonlySet<string>;
  declare private currentId: string | undefined;
  post: Post = () => undefined;

  constructor() {
    super();
    this.courses = [];
    this.openIds = new Set();
    this.currentId = undefined;
  }

  protected override render(): TemplateResult {
    const { title, subtitle, rows, emptyText, editLabel, beginLabel, note } = this.budgets;
    return html`<section class="section">
      <header class="section-header">
        <h2>${title}</h2>
        <span class="quiet">${subtitle}</span>
        <span class="total actions">
          ${
            beginLabel === ''
              ? nothing
              : html`<vscode-button @click=${() => this.post({ kind: 'choosePolicyPreset' })}
                  >${beginLabel}</vscode-button
                >`
          }
          <vscode-button secondary @click=${() => this.post({ kind: 'editBudgets' })}>${editLabel}</vscode-button>
        </span>
      </header>
      ${
        rows.length === 0
          ? html`<p class="empty">${emptyText}</p>`
          : html`${this.#table()} ${this.#legend()}
              <p class="small quiet">${note}</p>`
      }
    </section>`;
  }

  #table(): TemplateResult {
    const { rows, labels, title } = this.budgets;
    const tabStop = rows.some(({ id }) => id === this.currentId) ? this.currentId : rows[0]?.id;
    return html`<table class="plain-table budgets" role="treegrid" aria-label=${title}>
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader">${labels.budget}</th>
          <th role="columnheader" class="is-bar"></th>
          ${FIGURES.map((name) => html`<th role="columnheader" class="number is-${name}">${labels[name]}</th>`)}
        </tr>
      </thead>
      <tbody role="rowgroup" @keydown=${this.#onKey} @click=${this.#onClick} @focusin=${this.#onFocus}>
        ${repeat(
          rows,
          ({ id }) => id,
          (row) => this.#row(row, row.id === tabStop),
        )}
      </tbody>
    </table>`;
  }

  #row(row: BudgetRowView, isTabStop: boolean): TemplateResult {
    const { labels } = this.budgets;
    const isOpen = this.openIds.has(row.id);
    return html`<tr
        class="budget-row"
        role="row"
        aria-level="1"
        aria-expanded=${isOpen}
        data-key=${row.id}
        tabindex=${isTabStop ? 0 : -1}
        title=${labels.open}
      >
        <th role="rowheader">
          ${icon(isOpen ? 'chevron-down' : 'chevron-right')} ${row.name} <span class="tag">${row.mode}</span>
        </th>
        <td role="gridcell" class="is-bar">${budgetBar(row)}</td>
        <td role="gridcell" class="number is-spent">${row.spentText}</td>
        <td role="gridcell" class="number is-reserved quiet">${row.reservedText}</td>
        <td role="gridcell" class="number is-left strong">${row.leftText}</td>
        <td role="gridcell" class="number is-limit quiet">${row.limitText}</td>
        <td role="gridcell" class="number is-likely ${row.likely === undefined ? 'quiet' : ''}">
          ${row.likelyText} ${row.mayPass ? html`${icon('warning')} ${labels.mayPass}` : nothing}
        </td>
        <td role="gridcell" class="number is-resets quiet">${row.resetsText}</td>
      </tr>
      ${isOpen ? this.#detail(row) : nothing}`;
  }

  /** How a budget came to where it stands, and what else there is to know of it. */
  #detail({ id, notes }: BudgetRowView): TemplateResult {
    const course = this.courses.find((one) => one.id === id);
    return html`<tr role="row" aria-level="2" class="budget-detail">
      <td role="gridcell" colspan="8">
        ${
          course === undefined
            ? nothing
            : html`<guardrails-budget-course .course=${course} .language=${this.language}></guardrails-budget-course>
                <p>${course.summary}</p>`
        }
        <p class="small quiet">${notes.join(' · ')}</p>
      </td>
    </tr>`;
  }

  #legend(): TemplateResult {
    const { legend, rows } = this.budgets;
    const block = (className: string): TemplateResult => svg`<rect class=${className} width="14" height="8" y="1" />`;
    const entries: readonly (readonly [TemplateResult, string])[] = [
      [block('mark-spent'), legend.spent],
      [
        svg`<rect class="mark-reserved" fill=${RESERVED_FILL} x="0.5" y="1.5" width="13" height="7" />`,
        legend.reserved,
      ],
      [block('mark-likely'), legend.likely],
      [svg`<rect class="mark-limit" x="6" width="2" height="10" />`, legend.limit],
      ...(rows.some(({ hasUnknown }) => hasUnknown) ? [[unknownBlock, legend.unknown] as const] : []),
    ];
    return html`<ul class="legend">
      ${entries.map(
        ([shape, text]) => html`<li><svg class="mark" height="10" aria-hidden="true">${shape}</svg>${text}</li>`,
      )}
    </ul>`;
  }

  readonly #onFocus = (event: FocusEvent): void => {
    this.currentId = idAt(event) ?? this.currentId;
  };

  readonly #onClick = (event: MouseEvent): void => {
    const id = idAt(event);
    if (id !== undefined) {
      this.#setOpen(id, !this.openIds.has(id));
    }
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const id = idAt(event);
    if (id === undefined || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
      this.#setOpen(id, event.key === 'ArrowRight');
    } else if (event.key === 'Enter' || event.key === ' ') {
      this.#setOpen(id, !this.openIds.has(id));
    } else if (!moveFocus(event.key, id, [...this.querySelectorAll<HTMLElement>('.budget-row')])) {
      return;
    }
    event.preventDefault();
  };

  #setOpen(id: string, isOpen: boolean): void {
    const openIds = new Set(this.openIds);
    if (isOpen) {
      openIds.add(id);
    } else {
      openIds.delete(id);
    }
    this.openIds = openIds;
  }
}

/** Spent and held against the limit; below, where it will likely end, on the same axis. */
function budgetBar({ spent, reserved, limit, hasUnknown, likely, description }: BudgetRowView): TemplateResult {
  const length = Math.max(limit, spent + reserved, likely?.high ?? 0, Number.MIN_VALUE);
  const at = (credits: number): string => percent(credits / length);
  return html`<svg class="mark budget-bar" height="16" role="img" aria-label=${description}>
    <rect class="mark-track" width=${at(limit)} y="2" height="8" rx="1" />
    <rect class="mark-spent" width=${at(spent)} y="2" height="8" rx="1" />
    ${
      reserved > 0
        ? svg`<rect class="mark-reserved" fill=${RESERVED_FILL} x=${at(spent)} y="2.5" width=${at(reserved)} height="7" />`
        : nothing
    }
    ${
      hasUnknown && spent + reserved < limit
        ? unknownMark(at(spent + reserved), 2.5, at(limit - spent - reserved), 7)
        : nothing
    }
    ${
      likely === undefined
        ? nothing
        : svg`<rect class="mark-likely" x=${at(likely.low)} y="12" width=${at(Math.max(likely.high - likely.low, length / 150))} height="4" rx="1" />`
    }
    <rect class="mark-limit" x=${at(limit)} y="0" width="2" height="12" transform="translate(-1 0)" />
  </svg>`;
}

function idAt({ target }: Event): string | undefined {
  return target instanceof Element ? target.closest<HTMLElement>('.budget-row')?.dataset['key'] : undefined;
}
