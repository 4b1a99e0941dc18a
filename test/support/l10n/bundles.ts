import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { PROJECT_FOLDER } from '../vscode/cache.ts';

/** Texts by what the sources say, or by their key in `package.json`. */
export type Bundle = Readonly<Record<string, string>>;

/** The languages beside English, as VS Code writes them. */
export const LANGUAGES: readonly string[] = ['de', 'ja', 'zh-cn'];

/** Where the texts of the sources lie; without a language, the English ones. */
export function bundleFile(language?: string): string {
  return path.join(PROJECT_FOLDER, `l10n/bundle.l10n${suffix(language)}.json`);
}

/** Where the texts of `package.json` lie. */
export function manifestFile(language?: string): string {
  return path.join(PROJECT_FOLDER, `package.nls${suffix(language)}.json`);
}

/** Reads one of them; one that is not there has no texts. */
export function readBundle(file: string): Bundle {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Bundle) : {};
}

/** Writes one of them, as prettier would. */
export function writeBundle(file: string, bundle: Bundle): void {
  writeFileSync(file, `${JSON.stringify(bundle, null, 2)}\n`);
}

function suffix(language: string | undefined): string {
  return language === undefined ? '' : `.${language}`;
}
