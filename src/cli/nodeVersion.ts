/** Node's own SQLite comes with this one. */
export const OLDEST_NODE = '22.15';

/** Whether this Node lacks what we are built on. Must load nothing that it lacks. */
export function isNodeTooOld(version = process.versions.node): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < 22 || (major === 22 && minor < 15);
}
