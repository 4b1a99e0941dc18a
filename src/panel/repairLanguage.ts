/*
 * uPlot makes a number format for the browser's language while it is being loaded, and throws where that is no language
 * tag: Chromium on a Linux with `LANG=C` says `en-US@posix`. Nothing of the panel would appear. So this comes first.
 */
try {
  Intl.getCanonicalLocales(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en-US' });
}
