import { readdirSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';

/** A Codex of long ago. */
export interface OldCodex {
  readonly version: string;
  readonly codexPath: string;
}

/** The versions in a folder, each installed with `npm install --prefix FOLDER/VERSION @openai/codex@VERSION`. */
export async function installedVersions(folder: string): Promise<readonly OldCodex[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ version: name, codexPath: nativeBinary(path.join(folder, name)) }))
    .sort((a, b) => compareVersions(a.version, b.version));
}

/** Whether a version is at least as new as another. */
export function isAtLeast(version: string, least: string): boolean {
  return compareVersions(version, least) >= 0;
}

function compareVersions(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

/** Versions keep it in different places; in some, those of all platforms lie side by side. */
function nativeBinary(folder: string): string {
  const arch = { x64: 'x86_64', arm64: 'aarch64' }[process.arch as string] ?? '';
  const binary = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find(
    (name) => name.includes(`${arch}-unknown-linux-musl`) && path.basename(name) === 'codex' && !isFolder(name),
  );
  if (binary === undefined) {
    throw new Error(`there is no Codex for Linux in ${folder}`);
  }
  return path.join(folder, binary);
}

/** The binary's folder may be named `codex` as well. */
function isFolder(name: string): boolean {
  return path.basename(path.dirname(name)).endsWith('-musl') && !name.endsWith(`bin${path.sep}codex`);
}
