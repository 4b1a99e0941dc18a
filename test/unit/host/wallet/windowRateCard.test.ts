import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';

import type { Log, LogData } from '../../../../src/base/log.ts';
import { moneyOf } from '../../../../src/host/wallet/moneySettings.ts';
import { windowRateCard } from '../../../../src/host/wallet/windowRateCard.ts';
import { card, shippedCard } from '../../make.ts';
import { temporaryFolder } from '../../temporary.ts';

describe('the rate card of a window', () => {
  const folder = temporaryFolder();
  let warnings: (readonly [message: string, data: LogData | undefined])[] = [];
  const ignore = (): void => undefined;
  const log: Log = {
    debug: ignore,
    info: ignore,
    warn: (message, data) => warnings.push([message, data]),
    error: ignore,
  };
  const read = (money = {}) => windowRateCard(shippedCard, folder('rate-card.json'), money, log);
  const write = (text: string): void => {
    writeFileSync(folder('rate-card.json'), text);
  };
  beforeEach(() => {
    warnings = [];
  });

  it('is the shipped one where there is no file', async () => {
    assert.deepEqual(await read(), card);
    assert.deepEqual(warnings, []);
  });

  it('counts what stands in the person’s file', async () => {
    write('{"money":{"currency":"EUR","creditsPerUnit":27}}');
    assert.deepEqual((await read()).money, { currency: 'EUR', creditsPerUnit: 27 });
  });

  it('shows money as the settings say, whatever stands in the file', async () => {
    write('{"money":{"currency":"EUR","creditsPerUnit":27}}');
    const { money, creditsPerUsd } = await read({ currency: 'CHF', creditsPerUnit: 28 });
    assert.deepEqual([money, creditsPerUsd], [{ currency: 'CHF', creditsPerUnit: 28 }, 25]);
  });

  it('is the shipped one where the file is broken, and the log tells why', async () => {
    write('{\n"rows":{}}');
    assert.deepEqual(await read(), card);
    const text = '“rows”: expected array, received object';
    assert.deepEqual(warnings, [['your own prices do not count', { file: folder('rate-card.json'), line: 2, text }]]);
  });

  it('is the shipped one where a folder has the file’s name', async () => {
    mkdirSync(folder('rate-card.json'));
    assert.deepEqual(await read(), card);
    assert.match(String(warnings[0]?.[1]?.['text']), /EISDIR/);
  });
});

describe('money in the settings', () => {
  const cases: readonly (readonly [currency: unknown, creditsPerUnit: unknown, money: object])[] = [
    ['EUR', 27, { currency: 'EUR', creditsPerUnit: 27 }],
    [undefined, undefined, {}],
    ['euro', 27, { creditsPerUnit: 27 }],
    ['EUR', 0, { currency: 'EUR' }],
    ['EUR', -27, { currency: 'EUR' }],
    ['EUR', '27', { currency: 'EUR' }],
    ['EUR', NaN, { currency: 'EUR' }],
    [7, Infinity, {}],
  ];
  for (const [currency, creditsPerUnit, money] of cases) {
    it(`of ${String(currency)} and ${String(creditsPerUnit)} says ${JSON.stringify(money)}`, () =>
      assert.deepEqual(moneyOf(currency, creditsPerUnit), money));
  }
});
