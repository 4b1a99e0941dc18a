import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const README = `# Greeter

Says hello in the language of whoever asks.
`;

const SOURCE = `export function greet(name, language = 'en') {
  const hello = { en: 'Hello', de: 'Hallo', fr: 'Bonjour' }[language];
  return \`\${hello}, \${name}!\`;
}
`;

/** A small project under git, for agents to look at. Returns its folder. */
export async function createWorkspace(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'README.md'), README);
  await writeFile(path.join(folder, 'greet.js'), SOURCE);
  await git(folder, 'init', '--quiet', '--initial-branch=main');
  await git(folder, 'config', 'user.name', 'Dev');
  await git(folder, 'config', 'user.email', 'dev@example.com');
  await git(folder, 'add', '.');
  await git(folder, 'commit', '--quiet', '--message=Say hello');
  return folder;
}

/** Nobody's own git settings (signing, hooks, templates) get in: HOME has none. */
async function git(folder: string, ...args: readonly string[]): Promise<void> {
  const env = { PATH: process.env['PATH'], HOME: folder, GIT_CONFIG_NOSYSTEM: '1' };
  await run('git', ['-C', folder, ...args], { env });
}
