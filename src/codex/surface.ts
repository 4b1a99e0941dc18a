import type { Surface } from '../core/usage/usageEvent.ts';

/** The name under which we introduce ourselves to Codex; it becomes the `originator` of the threads we start. */
export const CLIENT_NAME = 'codex-guardrails';
/** The version in package.json; a test holds them together. */
export const CLIENT_VERSION = '0.1.0';

const SURFACES: ReadonlyMap<string, Surface> = new Map<string, Surface>([
  ['codex-tui', 'tui'],
  ['codex_cli_rs', 'tui'],
  ['codex_exec', 'exec'],
  ['codex_vscode', 'ide'],
  ['Codex Desktop', 'desktop'],
  [CLIENT_NAME, 'guardrails'],
]);

/** Where a thread was started, by the `originator` its first line names. */
export function surfaceOf(originator: string | undefined): Surface {
  return (originator === undefined ? undefined : SURFACES.get(originator)) ?? 'other';
}
