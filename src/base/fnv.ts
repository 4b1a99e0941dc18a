export const FNV_OFFSET = 0x811c9dc5 | 0;
export const FNV_PRIME = 0x01000193;

/** FNV-1a over bytes, 32 bits, going on from `seed`. */
export function hashOfBytes(bytes: Uint8Array, seed: number): number {
  let value = seed;
  for (const byte of bytes) {
    value = Math.imul(value ^ byte, FNV_PRIME);
  }
  return value;
}

/** FNV-1a over UTF-16 units, 32 bits, going on from `seed`; for telling texts apart, never for keeping a secret. */
export function hashOf(text: string, seed: number): number {
  let value = seed;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), FNV_PRIME);
  }
  return value;
}
