import path from 'node:path';
import { CACHE_FOLDER } from '../support/vscode/cache.ts';
import { packageVsix } from '../support/vscode/vsix.ts';
import { startServer } from '../support/vscode/server.ts';
import type { OpenedVsCode } from './openDesktop.ts';
import type { Session } from './session.ts';

/** Installs the packaged extension in the VS Code server from npm, and says where a browser finds it. */
export async function openServer({ folder, env }: Session, port: number): Promise<OpenedVsCode> {
  const vsix = path.join(CACHE_FOLDER, 'demo.vsix');
  await packageVsix(vsix);
  const server = await startServer({ vsix, env, port });
  console.log(`Open ${server.url}/?${new URLSearchParams({ folder }).toString()} in a browser`);
  return { ended: server.ended, close: () => server.stop() };
}
