import { execSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { PROJECT_FOLDER } from '../support/vscode/cache.ts';
import { hasDisplay, openDownloaded, openInstalled, type OpenedVsCode } from './openDesktop.ts';
import { openServer } from './openServer.ts';
import { demoSession, ownSession, type Session } from './session.ts';

const HELP = `Opens a VS Code with this extension, and stays until it is closed or Ctrl-C is pressed.

  npm start [-- options] [FOLDER]

  --demo     a made-up Codex account with a month of history, and a real Codex that answers from this machine
  --server   a VS Code server from npm, to be opened in a browser, also where there is a desktop
  --port N   the port of that server (by default a free one)

Without --demo it works on FOLDER (by default this project) with your own Codex and your own data folder.
It takes the first of these that is there: \`code\` on PATH, a downloaded VS Code, the server from npm.`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      demo: { type: 'boolean', default: false },
      server: { type: 'boolean', default: false },
      port: { type: 'string', default: '0' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  execSync('npm run --silent build', { cwd: PROJECT_FOLDER, stdio: 'inherit' });
  const session = values.demo ? await demoSession() : ownSession(path.resolve(positionals[0] ?? PROJECT_FOLDER));
  try {
    const vsCode =
      (values.server ? undefined : await openDesktop(session)) ?? (await openServer(session, Number(values.port)));
    console.log('Press Ctrl-C to end it.');
    await vsCode.ended;
    await vsCode.close();
  } finally {
    await session.dispose();
  }
}

async function openDesktop(session: Session): Promise<OpenedVsCode | undefined> {
  return hasDisplay() ? (openInstalled(session) ?? (await openDownloaded(session))) : undefined;
}

await main();
