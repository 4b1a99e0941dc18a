import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

import { cachedFolder } from './cache.ts';
import { FONT_CONFIG, writeFontConfig } from './fontConfig.ts';

const PACKAGE = '@expo-google-fonts/noto-sans-sc';
const VERSION = '0.4.3';
/** Chromium takes plain TrueType from the system, none that is packed for the web. The kana are in these, too. */
const FONTS = ['400Regular/NotoSansSC_400Regular.ttf', '700Bold/NotoSansSC_700Bold.ttf'];
const NEEDED = /^(?:ja|zh)\b/;

/**
 * Of a font with the characters of that language, where a bare machine has none: the file that tells a browser of it
 * and of the machine's own. It comes from the npm registry into the project's cache.
 */
export async function fontsFor(language: string | undefined, log = console.log): Promise<string | undefined> {
  if (language === undefined || !NEEDED.test(language)) {
    return undefined;
  }
  const folder = await cachedFolder({
    name: 'east-asian-fonts',
    stamp: `${PACKAGE}@${VERSION}`,
    log,
    fill: async (staging) => {
      log(`Fonts: installing ${PACKAGE} ${VERSION} from npm (once)`);
      await installInto(staging);
    },
  });
  return path.join(folder, FONT_CONFIG);
}

async function installInto(folder: string): Promise<void> {
  const npm = ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await promisify(execFile)('npm', [...npm, `${PACKAGE}@${VERSION}`]);
  const fonts = path.join(folder, 'fonts');
  fs.mkdirSync(fonts);
  for (const font of FONTS) {
    fs.copyFileSync(path.join(folder, 'node_modules', PACKAGE, font), path.join(fonts, path.basename(font)));
  }
  fs.rmSync(path.join(folder, 'node_modules'), { recursive: true });
  writeFontConfig(folder);
}
