import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { bundledPackages, noticesText } from './notices.ts';

/** `npm run build:notices`: writes down whose work is in the bundles that lie in `dist`, and under which licences. */
const PROJECT = fileURLToPath(new URL('../../../', import.meta.url));
const DIST = path.join(PROJECT, 'dist');

const metafiles = readdirSync(DIST)
  .filter((name) => name.endsWith('.meta.json'))
  .map((name) => path.join(DIST, name));
writeFileSync(path.join(DIST, 'third-party-notices.txt'), noticesText(bundledPackages(metafiles, PROJECT)));
