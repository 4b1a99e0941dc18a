import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';

import { openLedger } from '../../../src/ledger/ledger.ts';
import { batch } from '../ledger/openLedger.ts';
import { HOUR_MS, card, credits, event } from '../make.ts';
import { cliFixture } from './runCli.ts';

type Row = Readonly<Record<string, unknown>>;

describe('codex-guardrails rate-card', () => {
  const { run, json, folder, rollout } = cliFixture();

  /** Writes the person's own card. */
  function ownCard(text: string): string {
    mkdirSync(folder('data'), { recursive: true });
    writeFileSync(folder('data', 'rate-card.json'), text);
    return folder('data', 'rate-card.json');
  }

  const explain = (...args: readonly string[]) =>
    ['rate-card', 'explain', '--model', 'gpt-5.5', '--tokens', '1100,600,50', '--at', '2026-11-20', ...args] as const;

  describe('show', () => {
    it('lists the rows in force at a time', async () => {
      const { rows } = await json('rate-card', 'show', '--model', 'gpt-5.6-sol', '--at', '2026-11-25');
      assert.deepEqual(
        (rows as Row[]).map(({ inputCreditsMicros, effectiveFromMs, effectiveToMs, grade }) => [
          inputCreditsMicros,
          effectiveFromMs,
          effectiveToMs,
          grade,
        ]),
        [
          [125_000_000, Date.UTC(2026, 10, 22), null, 'assumed'],
          [100_000_000, Date.UTC(2026, 7, 21), Date.UTC(2026, 11, 1), 'corroborated'],
        ],
      );
    });

    it('answers in JSON with all that a price is made of', async () => {
      const answer = await json('rate-card', 'show', '--at', '2026-11-20');
      assert.deepEqual(Object.keys(answer), [
        'schemaVersion',
        'id',
        'atMs',
        'verifiedOn',
        'reviewAfterMs',
        'creditsPerUsd',
        'money',
        'rows',
        'apiRows',
        'tiers',
        'longContext',
        'apiLongContext',
      ]);
    });

    it('takes a date for its first instant in UTC', async () =>
      assert.equal((await json('rate-card', 'show', '--at', '2026-11-20'))['atMs'], Date.UTC(2026, 10, 20)));

    it('for people is a table of prices, with tiers, the long context and the price of a credit', async () => {
      const { out } = await run('rate-card', 'show', '--at', '2026-11-20', '--model', 'gpt-6.2-sol');
      assert.match(out, /^gpt-6\.2-sol +50 +unknown +250 +2026-11-17 +derived +API list price/m);
      assert.match(out, /^fast, priority +all +× 2 +× 2\.5 +2026-09-30 +corroborated/m);
      assert.match(out, /^Long context: above 272,000 tokens of input, input counts × 2 and output × 1\.5\.$/m);
      assert.match(out, /^1 USD buys 25 credits\.$/m);
    });

    it('says that there is none, where none is in force', async () =>
      assert.match((await run('rate-card', 'show', '--model', 'gpt-99')).out, /^No price is in force\.$/m));

    it('tells once, in a line of its own, what is due for review', async () => {
      ownCard('{"rows":[{"model":"mine","input":1,"output":1,"reviewAfter":"2020-01-01"}]}');
      const { out, err } = await run('rate-card', 'show', '--model', 'mine');
      assert.deepEqual([out.match(/^Due for review: all of these\.$/gm)?.length, err], [1, '']);
    });

    it('is the only one to tell that', async () => {
      ownCard('{"rows":[{"model":"gpt-5.5","input":1,"output":1,"reviewAfter":"2020-01-01"}]}');
      const { out, err } = await run(...explain());
      assert.doesNotMatch(out + err, /Due for review/);
    });
  });

  describe('explain', () => {
    it('answers with the price, its range, its worth and its steps', async () => {
      const answer = await json(...explain());
      const { creditsMicros, lowestCreditsMicros, highestCreditsMicros, usdMicros, unpriced, steps } = answer;
      assert.deepEqual(
        [creditsMicros, lowestCreditsMicros, highestCreditsMicros, usdMicros, unpriced, (steps as string[]).length],
        [107_500, 107_500, 107_500, 4_300, false, 9],
      );
    });

    it('reckons with the tier, on both meters', async () => {
      const { creditsMicros, creditsFactor, allowanceFactor } = await json(...explain('--tier', 'fast'));
      assert.deepEqual([creditsMicros, creditsFactor, allowanceFactor], [215_000, 2, 2.5]);
    });

    it('tells what an API key pays, cache writes with it', async () => {
      const args = ['--model', 'gpt-6.1-sol', '--tokens', '10000,4000,100,2000', '--at', '2026-11-20'];
      const { api, creditsMicros } = await json('rate-card', 'explain', ...args);
      // 6,000 × 50 + 4,000 × 2.5 + 100 × 250 in credits, and in dollars 2,000 of the 6,000 × 2.5 instead of × 2
      assert.deepEqual([creditsMicros, (api as Row)['usdMicros']], [335_000, 14_400]);
    });

    it('tells of doubts by code and in words', async () => {
      const { doubts } = await json('rate-card', 'explain', '--model', 'gpt-6-sol', '--tokens', '1000,0,0');
      assert.deepEqual(doubts, [
        {
          code: 'tierUnknown',
          text: 'What this service tier costs is not published, so none of its extra cost is counted.',
        },
      ]);
    });

    it('ends well for a model without a price, and lends it none', async () => {
      const args = ['rate-card', 'explain', '--model', 'gpt-5.5-pro', '--tokens', '1,0,1'];
      const answer = await json(...args);
      const { code, out } = await run(...args);
      assert.deepEqual([code, answer['unpriced'], answer['creditsMicros'], answer['api']], [0, true, undefined, null]);
      assert.match(out, /^No price of gpt-5\.5-pro is known\.\nThere are prices of gpt-5\.5, /);
    });

    for (const tokens of ['', '1', '1,2', '1,2,3', '1,0,1,1,1', '10,5,1,6', 'a,0,1', '1.5,0,1', '-1,0,1', '1e3,0,1']) {
      it(`turns “${tokens}” away, and says what was expected`, async () => {
        const { code, err } = await run('rate-card', 'explain', '--model', 'gpt-5.5', `--tokens=${tokens}`);
        assert.deepEqual([code, /--tokens.*Expected counts such as 1100,600,50/.test(err)], [2, true]);
      });
    }

    it('turns a time away that is none', async () => {
      const { code, err } = await run('rate-card', 'explain', '--model', 'x', '--tokens', '1,0,1', '--at', 'noon');
      assert.deepEqual([code, /--at “noon” is neither a date nor an instant/.test(err)], [2, true]);
    });
  });

  describe('validate', () => {
    it('finds a good file good', async () => {
      const file = ownCard('{"rows":[{"model":"gpt-5.5","input":1,"output":1}]}');
      const { code, out, err } = await run('rate-card', 'validate', file);
      assert.deepEqual([code, out, err], [0, `${file} is valid.\n`, '']);
    });

    it('names file, line, key and what was expected, once', async () => {
      const file = ownCard('{\n"rows":[{"model":"gpt-5.5","input":1,"outputs":1}]}');
      const { code, out, err } = await run('rate-card', 'validate');
      assert.deepEqual([code, out, err], [2, '', `${file}, line 2: “outputs” is not known; expected “output”.\n`]);
    });

    it('says of a file that is not there that it is not', async () => {
      const { code, err } = await run('rate-card', 'validate', folder('none.json'));
      assert.deepEqual([code, /none\.json cannot be read: there is no such file/.test(err)], [2, true]);
    });
  });

  describe('of the person’s own', () => {
    it('prices reports too, and shows money as they want it', async () => {
      rollout(1);
      ownCard('{"rows":[{"model":"gpt-5.5","input":1000,"output":0}],"money":{"currency":"EUR","creditsPerUnit":20}}');
      const { totals } = await json('report');
      const { money, usdMicros } = await json(...explain());
      // 1,100 × 1,000 credits a million: the cached ones have no price of their own
      assert.deepEqual(
        [(totals as Row)['creditsMicros'], money, usdMicros],
        [100_000, { currency: 'EUR', micros: 55_000 }, 44_000],
      );
    });

    it('that is broken counts for nothing, and is told on the other stream', async () => {
      const file = ownCard('{"rows":[{"model":"gpt-5.5","input":1,"output":1}],\n"creditPerUsd":1}');
      const { code, out, err } = await run(...explain('--json'));
      const { creditsMicros } = JSON.parse(out) as Row;
      assert.deepEqual([code, creditsMicros], [0, 107_500]);
      assert.equal(
        err,
        `Your own prices do not count. ${file}, line 2: “creditPerUsd” is not known; expected “creditsPerUsd”.\n`,
      );
    });

    it('that is broken is a problem for the doctor', async () => {
      ownCard('{');
      const { checks } = await json('doctor');
      const check = (checks as Row[]).find(({ what }) => what === 'rate card');
      assert.deepEqual([check?.['state'], /line 1: not valid JSON/.test(String(check?.['text']))], ['problem', true]);
    });
  });
});

describe('codex-guardrails rate-card accept', () => {
  const { run, json, folder } = cliFixture();

  /** Six threads of gpt-5.5 of which the account says that they cost 1.2 times what we say. */
  function learnDearerPrice(): void {
    const ledger = openLedger(folder('data', 'ledger.sqlite'), card, Date.now());
    for (let index = 0; index < 6; index += 1) {
      const threadId = `thread-${index}`;
      const occurredAtMs = Date.now() - HOUR_MS * (index + 1);
      ledger.writer.append([batch([event({ threadId, occurredAtMs })])]);
      const figure = { threadId, model: 'gpt-5.5', tier: 'standard', inputTokens: 10_000, cachedInputTokens: 0 };
      ledger.recordAccountFigures(threadId, [
        { ...figure, credits: credits(1.5), outputTokens: 0, readAtMs: Date.now() },
      ]);
    }
    ledger.close();
  }

  it('takes over what the account’s figures imply, and all sums are made anew', async () => {
    mkdirSync(folder('data'), { recursive: true });
    learnDearerPrice();
    const { code, out } = await run('rate-card', 'accept', 'gpt-5.5', '--yes');
    assert.deepEqual([code, out.includes(folder('data', 'rate-card.json'))], [0, true]);
    const { totals } = await json('report', '--no-ingest');
    assert.equal((totals as Row)['creditsMicros'], 6 * 1_500_000);
    assert.match((await run('rate-card', 'accept', 'gpt-5.5', '--yes')).err, /no price is proposed for gpt-5\.5/);
  });

  it('writes nothing unless a person, or whoever stands in for them, says yes', async () => {
    mkdirSync(folder('data'), { recursive: true });
    learnDearerPrice();
    const { code, err } = await run('rate-card', 'accept', 'gpt-5.5');
    assert.deepEqual([code, existsSync(folder('data', 'rate-card.json'))], [5, false]);
    assert.match(err, /1\.2 times our price, in 6 threads .*\n.*150 credits for input, 15 cached, 900 for output/);
  });

  it('has nothing to take over where nothing is proposed', async () =>
    assert.equal((await run('rate-card', 'accept', 'gpt-5.5', '--yes')).code, 2));
});
