import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { PROJECT_FOLDER } from './cache.ts';
import { prepareServer, serverArguments } from './prepareServer.ts';
import { createProfile } from './profile.ts';

const VSCE = path.join(PROJECT_FOLDER, 'node_modules/@vscode/vsce/vsce');

/**
 * Packages the extension as it will be published, from the bundles that lie in dist/.
 *
 * @throws {Error} with what vsce has to say, where it refuses.
 */
export async function packageVsix(vsix: string, extension = PROJECT_FOLDER): Promise<void> {
  const args = [VSCE, 'package', '--no-dependencies', '--out', path.resolve(vsix)];
  const packaging = promisify(execFile)(process.execPath, args, { cwd: extension });
  // It asks before it packages something incomplete, and nobody is there to answer.
  packaging.child.stdin?.end();
  await packaging;
}

/**
 * Installs a packaged extension into a folder that servers can then be started with.
 *
 * @throws {Error} with what VS Code has to say, where it refuses.
 */
export async function installVsix(vsix: string, extensionsDir: string, log = console.log): Promise<void> {
  const prepared = await prepareServer(log);
  const profile = createProfile();
  try {
    const args = [...serverArguments(prepared, profile, extensionsDir), '--install-extension', path.resolve(vsix)];
    await promisify(execFile)(prepared.nodePath, args, { env: profile.env });
  } catch (error) {
    throw new Error(`VS Code did not install ${vsix}; what it says is below.`, { cause: error });
  } finally {
    profile.remove();
  }
}
