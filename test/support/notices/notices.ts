import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** A package of which something is in a bundle. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** What its licence says, each file of it. */
  readonly texts: readonly string[];
}

const MODULES = 'node_modules/';
const LICENCE_FILE = /^(?:licen[cs]e|notice|copying)/i;

/**
 * The packages that were put into bundles, as the bundlers' metafiles tell; each must bring its licence along.
 *
 * @throws {Error} naming a package without one.
 */
export function bundledPackages(metafiles: readonly string[], projectFolder: string): readonly BundledPackage[] {
  const folders = new Set(metafiles.flatMap((file) => inputsOf(file).flatMap((input) => packageFolder(input) ?? [])));
  return [...folders].map((folder) => readPackage(path.resolve(projectFolder, folder))).sort(byName);
}

/** What is to be said of them wherever the bundles go. */
export function noticesText(packages: readonly BundledPackage[]): string {
  const notices = packages.map(({ name, version, license, texts }) =>
    [`${name} ${version} (${license})`, ...texts.map((text) => text.trim())].join('\n\n'),
  );
  const head = `Codex Guardrails contains parts of ${packages.length} packages of others. Their licences:`;
  return `${[head, ...notices].join(`\n\n${'─'.repeat(80)}\n\n`)}\n`;
}

function inputsOf(metafile: string): readonly string[] {
  const { inputs } = JSON.parse(readFileSync(metafile, 'utf8')) as {
    readonly inputs: Readonly<Record<string, unknown>>;
  };
  return Object.keys(inputs);
}

/** Of the innermost package that a file belongs to. */
function packageFolder(input: string): string | undefined {
  const at = input.lastIndexOf(MODULES);
  if (at < 0) {
    return undefined;
  }
  const parts = input.slice(at + MODULES.length).split('/');
  return input.slice(0, at + MODULES.length) + parts.slice(0, parts[0]?.startsWith('@') === true ? 2 : 1).join('/');
}

function readPackage(folder: string): BundledPackage {
  const manifest = path.join(folder, 'package.json');
  const { name, version, license } = JSON.parse(readFileSync(manifest, 'utf8')) as Omit<BundledPackage, 'texts'>;
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => LICENCE_FILE.test(file)) : [];
  if (files.length === 0) {
    throw new Error(`${name} is bundled, and brings no licence along`);
  }
  return { name, version, license, texts: files.sort().map((file) => readFileSync(path.join(folder, file), 'utf8')) };
}

function byName(a: BundledPackage, b: BundledPackage): number {
  return a.name < b.name ? -1 : 1;
}
