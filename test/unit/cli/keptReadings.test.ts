import assert from 'node:assert/strict';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';

import fc from 'fast-check';

import { fromTaggedJson, toTaggedJson } from '../../../src/base/taggedJson.ts';
import { KeptReadings } from '../../../src/cli/keptReadings.ts';
import { hostTimezone } from '../../../src/cli/hostTimezone.ts';
import { fingerprint } from '../../../src/ledger/usage/fingerprint.ts';
import { card } from '../make.ts';
import { temporaryFolder } from '../temporary.ts';

describe('what was read of rules and prices', () => {
  const folder = temporaryFolder();
  let reads = 0;
  beforeEach(() => {
    reads = 0;
    writeFileSync(folder('hook.js'), '1');
  });

  function get(texts: readonly string[], { good = true, name = 'policy.json' } = {}): Promise<string> {
    const readings = new KeptReadings(folder('cache', '1.0.0'), folder('hook.js'));
    return readings.get({
      name,
      texts,
      read: () => Promise.resolve(`${texts.join()} ${(reads += 1)}`),
      isGood: () => good,
    });
  }

  it('is kept for the same texts, file by file, for the owner alone', async () => {
    assert.deepEqual(
      [await get(['a']), await get(['a']), await get(['a'], { name: 'other.json' })],
      ['a 1', 'a 1', 'a 2'],
    );
    const files = readdirSync(folder('cache', '1.0.0'));
    assert.deepEqual(
      files.map((name) => (statSync(folder('cache', '1.0.0', name)).mode & 0o777).toString(8)),
      ['600', '600'],
    );
  });

  it('is read anew when a text has changed, or one more counts', async () => {
    await get(['a']);
    assert.deepEqual([await get(['b']), await get(['b', '']), await get(['b', ''])], ['b 2', 'b, 3', 'b, 3']);
  });

  it('is read anew by another program', async () => {
    await get(['a']);
    writeFileSync(folder('hook.js'), '12');
    assert.equal(await get(['a']), 'a 2');
  });

  it('is not kept where it is wrong', async () => {
    assert.deepEqual([await get(['a'], { good: false }), await get(['a'])], ['a 1', 'a 2']);
  });

  it('is read each time where what is kept is damaged, or nothing can be kept', async () => {
    await get(['a']);
    for (const name of readdirSync(folder('cache', '1.0.0'))) {
      writeFileSync(folder('cache', '1.0.0', name), '{"of":');
    }
    assert.equal(await get(['a']), 'a 2');
    const none = new KeptReadings(undefined, folder('hook.js'));
    const reading = { name: 'x', texts: [], read: () => Promise.resolve(1), isGood: () => true };
    assert.deepEqual([await none.get(reading), existsSync(folder('x'))], [1, false]);
  });

  it('is the rate card that it was, to its fingerprint', () => {
    const kept = fromTaggedJson(toTaggedJson(card));
    assert.equal(fingerprint(kept as object), fingerprint(card));
    assert.equal(toTaggedJson(kept), toTaggedJson(card));
  });

  it('may be any plain data, with maps, sets and infinite numbers', () => {
    const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constantFrom(null, Infinity, -Infinity));
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        leaf,
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), tie('tree'), { maxKeys: 4, noNullPrototype: true }),
        fc.array(tie('tree'), { maxLength: 4 }).map((entries) => new Set(entries)),
        fc.array(fc.tuple(fc.string(), tie('tree')), { maxLength: 4 }).map((entries) => new Map(entries)),
      ),
    }));
    fc.assert(fc.property(tree, (value) => assert.deepEqual(fromTaggedJson(toTaggedJson(value)), value)));
  });
});

describe('the time zone of the machine', () => {
  it('is what TZ says, by the name that Intl gives it', () =>
    assert.deepEqual([hostTimezone({ TZ: 'UTC' }), hostTimezone({ TZ: 'Etc/UTC' })], ['UTC', 'UTC']));

  it('is what Intl says where TZ is not set', function () {
    const system = hostTimezone({});
    const offsetOf = (timeZone: string): string =>
      new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }).format(0);
    assert.match(offsetOf(system), /GMT/);
  });
});
