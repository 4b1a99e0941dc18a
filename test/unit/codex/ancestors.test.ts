import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { type SeenProcess, isBelowCodex } from '../../../src/codex/ancestors.ts';
import { temporaryFolder } from '../temporary.ts';

const MODULE = fileURLToPath(new URL('../../../src/codex/ancestors.ts', import.meta.url));

describe('a process below Codex', () => {
  const folder = temporaryFolder();

  /** From the process itself up. */
  const below = (...commands: readonly (readonly string[])[]) => {
    const look = (pid: number): SeenProcess | undefined => {
      const args = commands[pid - 2];
      return args === undefined ? undefined : { parentPid: pid + 1, args };
    };
    return isBelowCodex(2, look);
  };

  for (const [says, expected, ...commands] of [
    ['a shell of a person is none', false, ['node', 'cli.js'], ['bash'], ['sshd']],
    ['a shell of Codex is one', true, ['node', 'cli.js'], ['bash', '-lc', 'x'], ['/usr/bin/codex', 'exec']],
    ['so is one of a Codex that an interpreter runs', true, ['bash'], ['node', '/opt/bin/codex', 'app-server']],
    ['so is one of a Codex on Windows', true, ['sh'], ['codex.exe']],
    ['a prompt that names it is none', false, ['bash', '-c', 'codex'], ['bash', '-c', 'x', 'codex']],
    ['our own program is none', false, ['node', '/x/codex-guardrails'], ['bash']],
    ['one whose system does not tell is none', false],
  ] as const) {
    it(says, () => assert.equal(below(...commands), expected));
  }

  it('does not hang where a process is told to be its own parent', () =>
    assert.equal(
      isBelowCodex(2, () => ({ parentPid: 2, args: ['bash'] })),
      false,
    ));

  it('is found among real processes, too', function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    const codex = folder('codex');
    copyFileSync('/bin/sh', codex);
    const ask = `import(${JSON.stringify(MODULE)}).then((m) => console.log(m.isBelowCodex(process.pid)))`;
    // What follows keeps the shell from giving its place to the program.
    const script = `"$0" -e '${ask}'; true`;
    const told = (shell: string) =>
      spawnSync(shell, ['-c', script, process.execPath], { encoding: 'utf8' }).stdout.trim();
    assert.deepEqual([told(codex), told('/bin/sh')], ['true', 'false']);
  });
});
