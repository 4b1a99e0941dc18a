/** What tells whose machine it is. */
export interface Personal {
  readonly homeFolder: string;
  /** Folders whose names are the person's own business, such as the open workspace. */
  readonly folders: readonly string[];
}

/** Shorter than any secret, and longer than most words. */
const SECRET = /\b(?:sk-|eyJ|ghp_|Bearer\s+)[\w.~+/=-]{8,}|\b[A-Za-z0-9+/_-]{40,}={0,2}/g;
const EMAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
const UUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi;
/** Homes of other people, or of this one where another name leads there. */
const OTHER_HOME = /(?:\/home\/|\/Users\/|[A-Za-z]:\\Users\\)[^/\\\s"'“”,;:]+/g;

/** A text for strangers: folders, addresses, ids and whatever may be a secret are left out. */
export function redact(text: string, { homeFolder, folders }: Personal): string {
  const longestFirst = folders.filter((folder) => folder.length > 1).toSorted((a, b) => b.length - a.length);
  const withoutFolders = longestFirst.reduce((left, folder) => left.replaceAll(folder, '<folder>'), text);
  return (homeFolder.length > 1 ? withoutFolders.replaceAll(homeFolder, '~') : withoutFolders)
    .replaceAll(OTHER_HOME, '~')
    .replaceAll(EMAIL, '<address>')
    .replaceAll(UUID, '<id>')
    .replaceAll(SECRET, '<secret>');
}
