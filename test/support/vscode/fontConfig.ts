import fs from 'node:fs';
import path from 'node:path';

/** The file's name, in the folder that has `fonts/` in it. */
export const FONT_CONFIG = 'fonts.conf';

/** Says where fonts are: those of the machine, if it has any, and those in the folder's `fonts/`. */
export function writeFontConfig(folder: string): void {
  fs.writeFileSync(
    path.join(folder, FONT_CONFIG),
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`,
  );
}
