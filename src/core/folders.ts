/**
 * Whether a folder is `root` or lies below it. Paths come as the platform writes them: with slashes, or on Windows with
 * backslashes.
 */
export function isInside(folder: string | undefined, root: string): boolean {
  return (
    folder !== undefined &&
    (folder === root || ['/', '\\'].some((separator) => folder.startsWith(withEnd(root, separator))))
  );
}

function withEnd(root: string, separator: string): string {
  return root.endsWith(separator) ? root : root + separator;
}
