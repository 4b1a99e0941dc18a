import { inEnglish, type Translate } from '../../../src/base/translate.ts';
import { bundleFile, manifestFile, readBundle } from './bundles.ts';

/** What the window says in a language; in English without one. */
export interface Spoken {
  readonly t: Translate;
  /** A command as the palette shows it, by its name in `package.json`. */
  readonly command: (name: string) => string;
}

/** The words of one of `LANGUAGES`, for whoever looks for them on screen. */
export function spokenIn(language?: string): Spoken {
  const bundle = readBundle(bundleFile(language));
  const manifest = readBundle(manifestFile(language));
  return {
    t: (message, ...values) => inEnglish(bundle[message] ?? message, ...values),
    command: (name) => `${manifest['category'] ?? ''}: ${manifest[`command.${name}`] ?? name}`,
  };
}
