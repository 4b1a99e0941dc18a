import { startServer } from '../support/vscode/server.ts';
import type { OpenedVsCode } from './openDesktop.ts';
import type { Session } from './session.ts';

/** Starts the VS Code server from npm with the extension as it is built here, and says where a browser finds it. */
export async function openServer({ folder, env }: Session, port: number): Promise<OpenedVsCode> {
  const server = await startServer({ withOurs: 'linked', env, port });
  console.log(`Open ${server.url}/?${new URLSearchParams({ folder }).toString()} in a browser`);
  return { ended: server.ended, close: () => server.stop() };
}
