import { readlinkSync } from 'node:fs';

const ZONE_FILE = /\/zoneinfo\/(?:posix\/|right\/)?((?:[A-Za-z0-9_+-]+\/)*[A-Za-z0-9_+-]+)$/;
const UTC_NAMES: ReadonlySet<string> = new Set(['UTC', 'Etc/UTC', 'Etc/UCT', 'Etc/Zulu', 'Zulu', 'UCT', 'Universal']);

/**
 * The time zone of this machine. Where a link says it, it is not asked of `Intl`, which takes longer to begin than a
 * hook's whole answer.
 */
export function hostTimezone(env: NodeJS.ProcessEnv): string {
  const named = env['TZ'] === undefined ? linkedZone() : undefined;
  const isUtc = UTC_NAMES.has(env['TZ'] ?? named ?? '');
  return isUtc ? 'UTC' : (named ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
}

function linkedZone(): string | undefined {
  try {
    return ZONE_FILE.exec(readlinkSync('/etc/localtime'))?.[1];
  } catch {
    // There is no such link on this system.
    return undefined;
  }
}
