const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** So that midnight never comes in the middle of a test. */
export function zoneWhereItIsNoon(): string {
  const offset = hoursToNoon();
  // POSIX counts zones to the west.
  return offset === 0 ? 'UTC' : `Etc/GMT${offset > 0 ? '-' : '+'}${Math.abs(offset)}`;
}

/** When the day began in that zone. */
export function midnightBeforeNoonMs(): number {
  const offsetMs = hoursToNoon() * HOUR_MS;
  return Math.floor((Date.now() + offsetMs) / DAY_MS) * DAY_MS - offsetMs;
}

function hoursToNoon(): number {
  return 12 - new Date().getUTCHours();
}
