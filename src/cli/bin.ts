#!/usr/bin/env node
import { createRequire } from 'node:module';

import { keepCompiledCode } from './compileCache.ts';
import { leaveOutEmptyHome } from './emptyHome.ts';
import type { main as Main } from './main.ts';
import { OLDEST_NODE, isNodeTooOld } from './nodeVersion.ts';

/** The program itself, beside this file. It is another one, since only what is loaded later is kept compiled. */
declare const BUNDLED_MAIN: string | undefined;
const MAIN = typeof BUNDLED_MAIN === 'undefined' ? './main.ts' : BUNDLED_MAIN;

if (isNodeTooOld()) {
  process.stderr.write(
    `codex-guardrails needs Node ${OLDEST_NODE} or newer, and this is ${process.versions.node}. Install a newer Node.\n`,
  );
  process.exitCode = 2;
} else {
  leaveOutEmptyHome(process.env);
  // Node 22 calls its SQLite experimental; what we write to stderr is for people.
  process.removeAllListeners('warning');
  keepCompiledCode(process.env);
  // Loaded only now: what it needs is not there in older versions.
  const { main } = createRequire(import.meta.filename)(MAIN) as { readonly main: typeof Main };
  void main(process.argv);
}
