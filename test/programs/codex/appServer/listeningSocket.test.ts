import assert from 'node:assert/strict';
import { once } from 'node:events';
import { realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { type Server, createServer } from 'node:net';

import type { CodexProcess } from '../../../../src/codex/hooks/codexProcess.ts';
import { listeningSocket } from '../../../../src/codex/appServer/listeningSocket.ts';
import { temporaryFolder } from '../../../unit/temporary.ts';

describe('the socket at which an app-server takes other clients', function () {
  const folder = temporaryFolder();
  const servers: Server[] = [];

  before(function () {
    if (process.platform === 'win32') {
      this.skip();
    }
  });
  afterEach(() => {
    servers.splice(0).forEach((server) => server.close());
  });

  /** This process takes the part of the app-server. */
  async function listen(file: string): Promise<string> {
    const server = createServer().listen(file);
    servers.push(server);
    await once(server, 'listening');
    return file;
  }

  const server = (listensAt: string | undefined, change: Partial<CodexProcess> = {}): CodexProcess => ({
    ...{ pid: process.pid, kind: 'appServer', terminal: undefined, listensAt },
    ...change,
  });

  it('is the one that it names, through links', async () => {
    const file = await listen(folder('real.sock'));
    symlinkSync(file, folder('link.sock'));
    assert.equal(listeningSocket(server(`unix://${folder('link.sock')}`), '/nowhere'), realpathSync(file));
  });

  it('is none where it names none, or is no app-server', async () => {
    const file = await listen(folder('real.sock'));
    assert.equal(listeningSocket(server(undefined), '/nowhere'), undefined);
    assert.equal(listeningSocket(server('ws://127.0.0.1:1'), '/nowhere'), undefined);
    assert.equal(listeningSocket(server(`unix://${file}`, { kind: 'tui' }), '/nowhere'), undefined);
  });

  it('is none where there is no socket', () => {
    writeFileSync(folder('plain'), '');
    assert.equal(listeningSocket(server(`unix://${folder('plain')}`), '/nowhere'), undefined);
    assert.equal(listeningSocket(server('unix://'), folder('home')), undefined);
  });

  it('is none at which another process listens', async function () {
    if (process.platform !== 'linux') {
      this.skip();
    }
    const file = await listen(folder('real.sock'));
    assert.equal(listeningSocket(server(`unix://${file}`, { pid: process.ppid }), '/nowhere'), undefined);
  });
});
