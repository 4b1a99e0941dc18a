/** A path as people write it: their home folder is `~`. */
export function shortPath(path: string, homeFolder: string): string {
  return path === homeFolder || path.startsWith(`${homeFolder}/`) ? `~${path.slice(homeFolder.length)}` : path;
}
