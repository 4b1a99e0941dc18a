import fs from 'node:fs';
import path from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { ProcessTracker, waitForExit } from '../support/processes.ts';
import { DESKTOP_FOLDER, PROJECT_FOLDER } from '../support/vscode/cache.ts';
import { createProfile } from '../support/vscode/profile.ts';
import type { Session } from './session.ts';

const DOWNLOAD_TIMEOUT_MS = 10_000;

/** A VS Code that a person has before them. */
export interface OpenedVsCode {
  /** Settles when it has been closed. */
  readonly ended: Promise<unknown>;
  readonly close: () => Promise<void>;
}

export function hasDisplay(): boolean {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return process.platform !== 'linux' || Boolean(DISPLAY ?? WAYLAND_DISPLAY);
}

/** Opens a window of the VS Code that is installed. Undefined where `code` is not on PATH. */
export function openInstalled(session: Session): OpenedVsCode | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const code = folders.map((folder) => path.join(folder, 'code')).find((file) => fs.existsSync(file));
  // On Windows `code` is a batch file, which cannot be ended together with what it starts.
  if (code === undefined || process.platform === 'win32') {
    return undefined;
  }
  console.log(`Opening the VS Code at ${code}`);
  return open(code, ['--wait'], session, session.throwAway);
}

/** Opens a VS Code that is downloaded on first use. Undefined where that is not possible. */
export async function openDownloaded(session: Session): Promise<OpenedVsCode | undefined> {
  try {
    const program = await downloadAndUnzipVSCode({
      version: 'stable',
      cachePath: DESKTOP_FOLDER,
      timeout: DOWNLOAD_TIMEOUT_MS,
    });
    console.log(`Opening the VS Code at ${program}`);
    return open(program, ['--no-sandbox', '--disable-updates', '--skip-release-notes'], session, true);
  } catch (error) {
    console.log(`A desktop VS Code could not be downloaded (${String(error)}).`);
    return undefined;
  }
}

function open(program: string, flags: readonly string[], session: Session, withProfile: boolean): OpenedVsCode {
  // In this order: when this process ends, VS Code is killed before its profile is removed.
  const tracker = new ProcessTracker();
  const profile = withProfile ? createProfile() : undefined;
  const profileFlags =
    profile === undefined ? [] : ['--user-data-dir', profile.dataFolder, '--disable-workspace-trust'];
  const args = [
    ...flags,
    ...profileFlags,
    '--new-window',
    `--extensionDevelopmentPath=${PROJECT_FOLDER}`,
    session.folder,
  ];
  const child = tracker.spawnTracked(program, args, { cwd: session.folder, env: { ...process.env, ...session.env } });
  child.stdout.resume();
  child.stderr.resume();
  const close = async (): Promise<void> => {
    await tracker.killAll();
    profile?.remove();
  };
  return { ended: waitForExit(child), close };
}
