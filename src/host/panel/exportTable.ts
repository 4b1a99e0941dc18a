import * as vscode from 'vscode';

import { plural } from '../../base/translate.ts';
import { type ShownTable, csvOf, jsonOf, markdownOf } from '../../core/tableText.ts';

/** A table's figures have three decimals at most: that is what the panel shows of them. */
const DECIMALS = 3;

/** Copies what the panel shows, or saves it where the person says. */
export async function exportTable(table: ShownTable): Promise<void> {
  const items = [
    { label: vscode.l10n.t('$(clippy) Copy as Markdown'), run: () => copyAsMarkdown(table) },
    { label: vscode.l10n.t('$(save) Save as CSV…'), run: () => saveAs(table, 'csv', csvOf(table)) },
    { label: vscode.l10n.t('$(save) Save as JSON…'), run: () => saveAs(table, 'json', jsonOf(table)) },
  ];
  const title = vscode.l10n.t('Export: {0}', table.name);
  const placeHolder = plural(
    table.rows.length,
    vscode.l10n.t('1 row, as it is shown'),
    vscode.l10n.t('{0} rows, as they are shown', table.rows.length),
  );
  await (await vscode.window.showQuickPick(items, { title, placeHolder }))?.run();
}

async function copyAsMarkdown(table: ShownTable): Promise<void> {
  const format = new Intl.NumberFormat(vscode.env.language, { maximumFractionDigits: DECIMALS });
  await vscode.env.clipboard.writeText(markdownOf(table, (value) => format.format(value).replace('-', '−')));
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied as Markdown.'), 3_000);
}

async function saveAs({ name }: ShownTable, ending: 'csv' | 'json', content: string): Promise<void> {
  const fileName = `${name.replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-|-$/g, '')}.${ending}`;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const uri = await vscode.window.showSaveDialog({
    filters: { [ending.toUpperCase()]: [ending] },
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, fileName) }),
  });
  if (uri !== undefined) {
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(content));
  }
}
