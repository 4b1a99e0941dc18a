import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright-core';
import { cachedFolder, PROJECT_FOLDER } from './cache.ts';
import { FONT_CONFIG, writeFontConfig } from './fontConfig.ts';

/** Names under which a browser that we can drive is installed. */
const INSTALLED_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * Nothing is asked of the outside: a workbench under test has no business there, and on a machine without internet
 * the refused connections cost time and fill the log.
 */
const QUIET_FLAGS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--no-first-run',
  '--no-pings',
  '--no-sandbox',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

/** A browser's program, and what its environment needs. */
interface BrowserProgram {
  readonly executablePath: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Starts a headless browser. The caller closes it. `fontConfig`: a file that tells which fonts there are.
 *
 * @throws {Error} where there is none: it says which places were tried.
 */
export async function launchBrowser(log: (line: string) => void = console.log, fontConfig?: string): Promise<Browser> {
  const { executablePath, env: ownEnv } = findInstalled() ?? (await unpackChromium(log));
  const env = fontConfig === undefined ? ownEnv : { ...ownEnv, FONTCONFIG_FILE: fontConfig };
  try {
    return await chromium.launch({ executablePath, env: { ...process.env, ...env }, args: QUIET_FLAGS });
  } catch (error) {
    throw new Error(`The browser ${executablePath} did not start; set CHROMIUM to the path of another one.`, {
      cause: error,
    });
  }
}

function findInstalled(): BrowserProgram | undefined {
  const wanted = process.env['CHROMIUM'];
  if (wanted !== undefined && wanted !== '') {
    if (!fs.existsSync(wanted)) {
      throw new Error(`CHROMIUM is ${wanted}, but there is no such file: set it to a Chrome or Chromium, or unset it.`);
    }
    return { executablePath: wanted, env: {} };
  }
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const executablePath = INSTALLED_NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(
    (file) => fs.existsSync(file),
  );
  return executablePath === undefined ? undefined : { executablePath, env: {} };
}

/** The Chromium inside the npm package @sparticuz/chromium, with the libraries and the font a bare machine lacks. */
async function unpackChromium(log: (line: string) => void): Promise<BrowserProgram> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `No browser found: neither CHROMIUM is set nor is one of ${INSTALLED_NAMES.join(', ')} on PATH, and the one from ` +
        `npm is for Linux x64 (this is ${process.platform} ${process.arch}). Install Chrome or Chromium.`,
    );
  }
  const packageFolder = path.dirname(path.dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))));
  const { version } = JSON.parse(fs.readFileSync(path.join(packageFolder, 'package.json'), 'utf8')) as {
    version: string;
  };
  const folder = await cachedFolder({
    name: 'chromium',
    stamp: version,
    log,
    fill: async (staging) => {
      log(`Chromium: unpacking version ${version} from npm (once)`);
      await unpackInto(staging);
    },
  });
  const libraries = [path.join(folder, 'al2023/lib'), process.env['LD_LIBRARY_PATH']].filter(
    (part) => part !== undefined,
  );
  return {
    executablePath: path.join(folder, 'chromium'),
    env: { LD_LIBRARY_PATH: libraries.join(':'), FONTCONFIG_FILE: path.join(folder, FONT_CONFIG) },
  };
}

/** The package unpacks into the temporary folder, and its libraries only where it believes to be on AWS. */
async function unpackInto(folder: string): Promise<void> {
  const script = "const { default: chromium } = await import('@sparticuz/chromium'); await chromium.executablePath();";
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: PROJECT_FOLDER,
    env: { ...process.env, TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
  });
  writeFontConfig(folder);
}
