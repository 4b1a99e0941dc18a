/**
 * For parsing with zod what comes now and then. Zod otherwise writes and compiles a function for every object schema
 * that it meets for the first time, which takes longer than a few thousand uses give back.
 */
export const INTERPRETED = { jitless: true } as const;
