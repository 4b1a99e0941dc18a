import { createHash } from 'node:crypto';

/** A short name for a value of plain data, maps and sets: another value has another. */
export function fingerprint(value: unknown): string {
  const json = JSON.stringify(value, (_key, part: unknown) =>
    part instanceof Map || part instanceof Set ? [...(part as Iterable<unknown>)] : part,
  );
  return createHash('sha256').update(json).digest('base64url');
}
