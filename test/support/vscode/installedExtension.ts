import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { CLIENT_VERSION } from '../../../src/codex/surface.ts';
import { cachedFolder, PROJECT_FOLDER } from './cache.ts';
import { prepareServer, serverArguments } from './prepareServer.ts';
import { createProfile } from './profile.ts';

/** What its folder is called, once it is installed. */
export const INSTALLED_FOLDER = `codex-guardrails.codex-guardrails-${CLIENT_VERSION}`;

/** A part of the path of each of our bundles, once they are installed. */
export const INSTALLED_BUNDLES = `/${INSTALLED_FOLDER}/dist/`;

const VSCE = path.join(PROJECT_FOLDER, 'node_modules/@vscode/vsce/vsce');

/**
 * A folder of extensions in which ours is, packaged as it will be published from the bundles that lie in dist/, and
 * installed by VS Code. It is made once for each content, whoever asks for it; servers begin with a copy of it.
 *
 * @throws {Error} with what vsce or VS Code has to say, where it refuses.
 */
export async function installedExtension(log: (line: string) => void = console.log): Promise<string> {
  const folder = await cachedFolder({
    // Checkouts may share a cache.
    name: `extension-${path.basename(PROJECT_FOLDER)}`,
    stamp: contentHash(),
    fill: async (at) => {
      const vsix = path.join(at, 'packaged.vsix');
      await packageVsix(vsix);
      await installVsix(vsix, path.join(at, EXTENSIONS), log);
    },
    log,
  });
  return path.join(folder, EXTENSIONS);
}

const EXTENSIONS = 'extensions';

/** Of all that is packaged. */
function contentHash(): string {
  const allowed = fs.readFileSync(path.join(PROJECT_FOLDER, '.vscodeignore'), 'utf8').matchAll(/^!(.+)$/gm);
  const hash = createHash('sha256');
  for (const file of [...allowed].flatMap(([, glob = '']) => fs.globSync(glob, { cwd: PROJECT_FOLDER })).toSorted()) {
    hash.update(`${file}\n`).update(fs.readFileSync(path.join(PROJECT_FOLDER, file)));
  }
  return hash.digest('hex');
}

async function packageVsix(vsix: string): Promise<void> {
  const args = [VSCE, 'package', '--no-dependencies', '--out', vsix];
  const packaging = promisify(execFile)(process.execPath, args, { cwd: PROJECT_FOLDER });
  // It asks before it packages something incomplete, and nobody is there to answer.
  packaging.child.stdin?.end();
  await packaging;
}

async function installVsix(vsix: string, extensionsDir: string, log: (line: string) => void): Promise<void> {
  const prepared = await prepareServer(log);
  const profile = createProfile();
  try {
    const args = [...serverArguments(prepared, profile, extensionsDir), '--install-extension', vsix];
    await promisify(execFile)(prepared.nodePath, args, { env: profile.env });
  } catch (error) {
    throw new Error(`VS Code did not install ${vsix}; what it says is below.`, { cause: error });
  } finally {
    profile.remove();
  }
}
