import * as vscode from 'vscode';

import { CLIENT_VERSION } from '../../codex/surface.ts';
import type { RateCard } from '../../core/prices/rateCard.ts';
import type { GuardState } from '../hooks/guardState.ts';
import type { MarkdownPage } from '../markdownPage.ts';
import { openFolders } from '../openFolders.ts';
import { problemReport } from './problemReport.ts';

const ISSUES = 'https://github.com/codex-guardrails/codex-guardrails/issues/new';

/** What a report is made with. */
export interface ReportParts {
  readonly problemPage: MarkdownPage;
  readonly card: RateCard;
  readonly homeFolder: string;
  readonly recentLines: () => readonly string[];
}

/** Shows what would be told of this machine, redacted; nothing leaves it but what the person copies then. */
export async function reportProblem(state: GuardState, parts: ReportParts): Promise<void> {
  const report = problemReport(state, parts.card, surrounding(), parts.recentLines(), {
    homeFolder: parts.homeFolder,
    folders: openFolders(),
  });
  await parts.problemPage.show(report);
  const copy = vscode.l10n.t('Copy');
  const copyAndOpen = vscode.l10n.t('Copy, and Open the Issues');
  const choice = await vscode.window.showInformationMessage(
    vscode.l10n.t('This is all that is copied. Nothing is sent by itself.'),
    copy,
    copyAndOpen,
  );
  if (choice !== undefined) {
    await vscode.env.clipboard.writeText(report);
  }
  if (choice === copyAndOpen) {
    await vscode.env.openExternal(vscode.Uri.parse(ISSUES));
  }
}

function surrounding() {
  return {
    version: CLIENT_VERSION,
    vsCode: vscode.version,
    host: vscode.env.appHost,
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    language: vscode.env.language,
  };
}
