import assert from 'node:assert/strict';

import { phrase } from '../../../../src/base/phrase.ts';
import type { FileText } from '../../../../src/core/fileText.ts';
import { loadPolicy } from '../../../../src/guard/policy/loadPolicy.ts';
import type { PolicySource } from '../../../../src/guard/policy/parsePolicy.ts';
import type { PolicyStore } from '../../../../src/guard/ports.ts';
import { NOW_MS, credits } from '../../make.ts';

const user: PolicySource = { file: '/user.json', level: 'user', homeFolder: '/home/me', workspace: undefined };
const managed: PolicySource = { ...user, file: '/managed.json', level: 'managed' };

const capped = (cap: number): FileText => ({ kind: 'text', text: `{"version":1,"run":{"capCredits":${cap}}}` });
const broken: FileText = { kind: 'text', text: '{"version":1,\n"paidCredit":"ask"}' };
const absent: FileText = { kind: 'absent' };
const unreadable: FileText = { kind: 'unreadable', reason: 'EACCES: permission denied' };

/** A store whose files stand one after the other as told; the texts that were good are kept between them. */
class Files implements PolicyStore {
  readonly good = new Map<string, string>();
  #now: Readonly<Record<string, FileText>> = {};

  async load(now: Readonly<Record<string, FileText>>, sources: readonly PolicySource[] = [user]) {
    this.#now = now;
    return loadPolicy(this, sources, NOW_MS);
  }

  readPolicyText(path: string): Promise<FileText> {
    return Promise.resolve(this.#now[path] ?? absent);
  }

  lastGoodPolicyText(path: string): Promise<string | undefined> {
    return Promise.resolve(this.good.get(path));
  }

  rememberPolicyText(path: string, content: string): Promise<void> {
    this.good.set(path, content);
    return Promise.resolve();
  }

  forgetPolicyText(path: string): Promise<void> {
    this.good.delete(path);
    return Promise.resolve();
  }
}

describe('the policy in force', () => {
  it('is what the files say', async () => {
    const { policy, problems } = await new Files().load({ '/user.json': capped(5) });
    assert.deepEqual([policy.runCap?.value, problems], [credits(5), []]);
  });

  it('is that of all files', async () => {
    const { policy } = await new Files().load({ '/user.json': capped(5), '/managed.json': capped(3) }, [managed, user]);
    assert.deepEqual(policy.runCap, { value: credits(3), file: '/managed.json' });
  });

  it('has no problem where there is no file', async () => {
    const { problems, unreadablePolicyFiles } = await new Files().load({});
    assert.deepEqual([problems, unreadablePolicyFiles], [[], []]);
  });

  for (const [says, now] of [
    ['breaks', broken],
    ['cannot be read', unreadable],
  ] as const) {
    it(`stays the last good one where the file ${says}`, async () => {
      const files = new Files();
      await files.load({ '/user.json': capped(5) });
      const { policy, problems, unreadablePolicyFiles } = await files.load({ '/user.json': now });
      assert.deepEqual(
        [policy.runCap?.value, problems[0]?.isLastGoodInForce, unreadablePolicyFiles],
        [credits(5), true, []],
      );
    });

    it(`asks about every run where a file that never was good ${says}`, async () => {
      const { problems, unreadablePolicyFiles } = await new Files().load({ '/user.json': now });
      assert.deepEqual([problems[0]?.isLastGoodInForce, unreadablePolicyFiles], [false, ['/user.json']]);
    });
  }

  it('tells what is wrong, and where', async () => {
    const { problems } = await new Files().load({ '/user.json': broken });
    const text = phrase('“{0}” is not known; expected “{1}”', 'paidCredit', 'paidCredits');
    assert.deepEqual(problems, [{ file: '/user.json', line: 2, text, isLastGoodInForce: false }]);
  });

  it('is the file’s again once it is mended', async () => {
    const files = new Files();
    await files.load({ '/user.json': broken });
    const { policy, problems } = await files.load({ '/user.json': capped(7) });
    assert.deepEqual([policy.runCap?.value, problems], [credits(7), []]);
  });

  it('forgets a file that was taken away', async () => {
    const files = new Files();
    await files.load({ '/user.json': capped(5) });
    const { policy } = await files.load({ '/user.json': absent });
    assert.deepEqual([policy.runCap, files.good.size], [undefined, 0]);
  });

  it('asks about every run where a file comes back broken after it was taken away', async () => {
    const files = new Files();
    for (const now of [capped(5), absent]) {
      await files.load({ '/user.json': now });
    }
    assert.deepEqual((await files.load({ '/user.json': broken })).unreadablePolicyFiles, ['/user.json']);
  });

  it('does not remember what is not good', async () => {
    const files = new Files();
    await files.load({ '/user.json': broken });
    assert.equal(files.good.size, 0);
  });

  it('is not weakened by another file that is broken', async () => {
    const { policy, unreadablePolicyFiles } = await new Files().load(
      { '/managed.json': capped(3), '/user.json': broken },
      [managed, user],
    );
    assert.deepEqual([policy.runCap?.value, unreadablePolicyFiles], [credits(3), ['/user.json']]);
  });

  it('asks about every run where what was once good no longer is for this version', async () => {
    const files = new Files();
    files.good.set('/user.json', '{"version":0}');
    assert.deepEqual((await files.load({ '/user.json': broken })).unreadablePolicyFiles, ['/user.json']);
  });
});
