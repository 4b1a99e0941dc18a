import { AppServerClient } from '../../../src/codex/appServer/appServerClient.ts';
import type { CodexFixture } from './codexFixture.ts';
import { silentLog } from '../silentLog.ts';

/** Asks an app-server of the fixture's Codex through the product's own client, and lets it go. */
export async function askCodex<T>(
  { codexPath, env }: CodexFixture,
  question: (client: AppServerClient) => Promise<T>,
): Promise<T> {
  const client = await AppServerClient.start({ codexPath, env, cwd: undefined, log: silentLog });
  try {
    return await question(client);
  } finally {
    client.dispose();
  }
}
