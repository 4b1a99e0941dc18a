import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const TARGETS: Readonly<Record<string, string>> = {
  'linux-x64': 'x86_64-unknown-linux-musl',
  'linux-arm64': 'aarch64-unknown-linux-musl',
  'darwin-x64': 'x86_64-apple-darwin',
  'darwin-arm64': 'aarch64-apple-darwin',
};

/**
 * The native program inside `@openai/codex`.
 *
 * The package's own `codex` is a Node script: under Node 20 it stays in front of the native process, which then
 * outlives a wrapper that is killed. The native one is the process that we start, signal and kill.
 */
export function codexBinary(): string {
  const platform = `${process.platform}-${process.arch}`;
  const target = TARGETS[platform];
  if (target === undefined) {
    throw new Error(`no Codex binary is known for ${platform}`);
  }
  // The platform's package is a dependency of the wrapper, not of ours: it is looked up from there.
  const wrapper = createRequire(import.meta.url).resolve('@openai/codex/package.json');
  const native = createRequire(wrapper).resolve(`@openai/codex-${platform}/package.json`);
  const binary = path.join(path.dirname(native), 'vendor', target, 'bin', 'codex');
  if (!existsSync(binary)) {
    throw new Error(`the Codex binary is missing, run npm ci: ${binary}`);
  }
  return binary;
}
