import type { Said } from '../../base/phrase.ts';

/** How a `codex app-server` is started. */
export interface AppServerCommand {
  readonly codexPath: string;
  /** Besides `app-server`: settings for this one process. */
  readonly args?: readonly string[];
  readonly cwd: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** Where it is to listen, so that it outlives whoever started it; undefined: it is spoken to by pipes, and ends with it. */
  readonly keptIn?: KeptPlace | undefined;
}

/** The folder that an app-server is kept in, and how long it waits there with nobody to look after it. */
export interface KeptPlace {
  readonly folder: string;
  readonly graceMs: number;
}

/** Hears what it writes, and once how it ended or why it never started. */
export interface AppServerListener {
  onLine(line: string): void;
  onEnd(reason: Said): void;
}

/** A `codex app-server` that is spoken to. */
export interface AppServerProcess {
  writeLine(line: string): void;
  /** Ends it, unless it is not ours. */
  close(): void;
  /** Hangs up. One that is kept goes on; one that is spoken to by pipes ends. */
  leave(): void;
}

/** Starts one; how that goes wrong is for the listener to hear. */
export type StartAppServer = (command: AppServerCommand, listener: AppServerListener) => AppServerProcess;
