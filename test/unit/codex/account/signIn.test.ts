import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';

import { readSignIn } from '../../../../src/codex/account/signIn.ts';
import { temporaryFolder } from '../../temporary.ts';

describe('a sign-in', () => {
  const folder = temporaryFolder();
  const signIn = async () => (await readSignIn(folder('home'))).signIn;
  const write = (text: string) => {
    mkdirSync(folder('home'), { recursive: true });
    writeFileSync(folder('home', 'auth.json'), text);
  };

  it('is the same as long as nobody signs in', async () => {
    write('{}');
    assert.equal(await signIn(), await signIn());
  });

  const changes: readonly (readonly [says: string, change: () => void])[] = [
    ['with other credentials', () => write('{"other":1}')],
    ['with credentials that are as long', () => utimesSync(folder('home', 'auth.json'), 1, 1)],
    ['without any', () => rmSync(folder('home', 'auth.json'))],
  ];
  for (const [says, change] of changes) {
    it(`is another one ${says}`, async () => {
      write('{}');
      const before = await signIn();
      change();
      assert.notEqual(await signIn(), before);
    });
  }

  it('needs no home', async () => {
    const home = folder('nowhere');
    assert.deepEqual(await readSignIn(home), { home, signIn: 'none' });
  });

  it('is one, by whichever name the home is called', async () => {
    write('{}');
    symlinkSync(folder('home'), folder('link'));
    assert.deepEqual(await readSignIn(folder('link')), await readSignIn(folder('home')));
  });
});
