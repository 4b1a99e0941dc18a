const known = new WeakMap<object, string>();

/** Says what a value's fingerprint is, to whom it was told before: to load what hashes takes longer than most hooks. */
export function knowFingerprint(value: object, told: string): void {
  known.set(value, told);
}

/** A short name for a value of plain data, maps and sets: another value has another. */
export function fingerprint(value: object): string {
  return known.get(value) ?? hashed(value);
}

function hashed(value: unknown): string {
  const { createHash } = process.getBuiltinModule('node:crypto');
  const json = JSON.stringify(value, (_key, part: unknown) =>
    part instanceof Map || part instanceof Set ? [...(part as Iterable<unknown>)] : part,
  );
  return createHash('sha256').update(json).digest('base64url');
}
