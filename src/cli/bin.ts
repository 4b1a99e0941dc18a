#!/usr/bin/env node
import { keepCompiledCode } from './compileCache.ts';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 15)) {
  process.stderr.write(
    `codex-guardrails needs Node 22.15 or newer, and this is ${process.versions.node}. Install a newer Node.\n`,
  );
  process.exitCode = 2;
} else {
  // Node 22 calls its SQLite experimental; what we write to stderr is for people.
  process.removeAllListeners('warning');
  keepCompiledCode(process.env);
  // Loaded only now: what it needs is not there in older versions.
  void import('./main.ts').then(({ main }) => main(process.argv));
}
