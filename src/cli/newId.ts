/** Random. Most hooks need none, and to load what makes them takes its time. */
export function newId(): string {
  return process.getBuiltinModule('node:crypto').randomUUID();
}
