import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { buffer, text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';

const MODULE = new URL('../../../src/cli/standardStreams.ts', import.meta.url).href;
const LINES = 200_000;
const BYTES = Buffer.byteLength(`${'ü'.repeat(20)}\n`) * LINES;

/** A program that writes more than any pipe holds. */
const WRITES = `
  import { Socket } from 'node:net';
  import { standardStreams } from ${JSON.stringify(MODULE)};
  if (process.argv[1] === 'unwaiting') new Socket({ fd: 1 });
  const { out, hasColors, isInteractive } = standardStreams();
  const lines = ('ü'.repeat(20) + '\\n').repeat(1000);
  for (let written = 0; written < ${LINES}; written += 1000) out(lines);
  process.stderr.write(JSON.stringify({ hasColors, isInteractive }));
  process.exit(0);
`;

function start(...args: readonly string[]) {
  return spawn(process.execPath, ['--input-type=module-typescript', '-e', WRITES, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

describe('what a command writes to another program', () => {
  for (const [says, ...args] of [['that reads slowly'], ['over a pipe that does not wait', 'unwaiting']] as const) {
    it(`${says}: all of it`, async () => {
      const child = start(...args);
      await delay(100);
      const [read, said] = await Promise.all([buffer(child.stdout), text(child.stderr)]);
      assert.deepEqual([read.length, said], [BYTES, '{"hasColors":false,"isInteractive":false}']);
    });
  }

  it('that has read enough: it ends without a word', async () => {
    const child = start();
    child.stdout.once('data', () => child.stdout.destroy());
    const [, said] = await Promise.all([once(child, 'exit'), text(child.stderr)]);
    assert.deepEqual([child.exitCode, said], [1, '']);
  });
});
