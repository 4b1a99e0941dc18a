import { promises as files, readFileSync } from 'node:fs';

import { messageOf } from '../base/errors.ts';
import type { FileText } from '../core/fileText.ts';

export function readFileText(path: string): FileText {
  try {
    return { kind: 'text', text: readFileSync(path, 'utf8') };
  } catch (error) {
    return withoutText(error);
  }
}

/** The same where nobody may wait for a disk. */
export async function readFileTextAsync(path: string): Promise<FileText> {
  try {
    return { kind: 'text', text: await files.readFile(path, 'utf8') };
  } catch (error) {
    return withoutText(error);
  }
}

/** Writes a file as a whole or not at all, for its owner alone. */
export async function writeFileText(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.getBuiltinModule('node:crypto').randomUUID()}`;
  try {
    await files.writeFile(draft, text, { mode: 0o600, flag: 'wx', flush: true });
    await files.rename(draft, path);
  } catch (error) {
    await files.rm(draft, { force: true });
    throw error;
  }
}

function withoutText(error: unknown): FileText {
  const isAbsent = error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
  return isAbsent ? { kind: 'absent' } : { kind: 'unreadable', reason: messageOf(error) };
}

/** Keeps a copy of a file beside it, for its owner alone, and returns its path; an older copy is never overwritten. */
export async function backUpFile(path: string, nowMs: number): Promise<string> {
  const copy = `${path}.${new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-')}.bak`;
  await files.writeFile(copy, await files.readFile(path), { mode: 0o600, flag: 'wx', flush: true });
  return copy;
}
