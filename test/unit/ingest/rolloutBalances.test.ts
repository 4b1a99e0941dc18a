import assert from 'node:assert/strict';
import { appendFileSync, writeFileSync } from 'node:fs';

import { creditsStep, parseCredits } from '../../../src/core/money.ts';
import type { WalletSnapshot } from '../../../src/core/wallet/wallet.ts';
import { temporaryFolder } from '../temporary.ts';
import { type FixtureRollout, fixtureRollouts } from './fixtureHome.ts';
import { asText, read, rolloutLines } from './rollout.ts';

interface TokenCount {
  readonly timestamp: string;
  readonly payload: {
    readonly type: string;
    readonly account_scoped?: boolean;
    readonly creator_account_id?: string;
    readonly rate_limits?: {
      readonly primary: { readonly used_percent: number };
      readonly credits?: { readonly balance: string } | null;
    };
  };
}

const linesOf = ({ bytes }: FixtureRollout): TokenCount[] =>
  bytes
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as TokenCount);

/** What a rollout says of limits, read without any of our readers: at which instant, with which figures. */
function saidBy(rollout: FixtureRollout): string[] {
  return linesOf(rollout).flatMap(({ timestamp, payload: { type, rate_limits: limits } }) => {
    const text = limits?.credits?.balance;
    const balance = text === undefined ? undefined : parseCredits(text);
    const step = text === undefined ? undefined : creditsStep(text);
    return type === 'token_count' && limits !== undefined
      ? [`${timestamp} ${limits.primary.used_percent}% ${balance} ±${step}`]
      : [];
  });
}

const textOf = ({ observedAtMs, windows, balance, balanceStep }: WalletSnapshot): string =>
  `${new Date(observedAtMs).toISOString()} ${windows[0]?.usedPercent}% ${balance} ±${balanceStep}`;

describe('what recorded rollouts say of the balance', () => {
  const folder = temporaryFolder();

  async function balancesOf(bytes: Buffer): Promise<readonly WalletSnapshot[]> {
    writeFileSync(folder('rollout.jsonl'), bytes);
    return (await read(folder('rollout.jsonl')))?.batch.balances ?? [];
  }

  for (const rollout of fixtureRollouts()) {
    const [{ payload: thread } = { payload: undefined }] = linesOf(rollout);
    const isPaidByKey = thread?.account_scoped === true && thread.creator_account_id === undefined;
    it(`is ${isPaidByKey ? 'nothing, since a key pays' : 'their last word'}: ${rollout.name}`, async () => {
      const balances = await balancesOf(rollout.bytes);
      const said = saidBy(rollout);
      assert.deepEqual(balances.slice(-1).map(textOf), isPaidByKey ? [] : said.slice(-1));
      assert.ok(balances.every((balance) => said.includes(textOf(balance))));
      for (const { source, account } of balances) {
        assert.deepEqual([source, account.id], ['rollout', thread?.creator_account_id]);
      }
    });
  }

  it('is nothing where a fork has only copied its parent’s lines', async () => {
    const forks = fixtureRollouts().filter(({ name }) => /^(?:legacy-fork|0\.101\.0\/fork)$/.test(name));
    for (const { bytes } of forks) {
      const ownTurn = bytes.lastIndexOf('\n', bytes.lastIndexOf('"task_started"'));
      assert.deepEqual(await balancesOf(bytes.subarray(0, ownTurn + 1)), []);
    }
    assert.equal(forks.length, 2);
  });

  it('is the same at the end, wherever the rollout is cut between two readings', async () => {
    const [rollout] = fixtureRollouts().filter(({ name }) => name === 'resumed');
    assert.ok(rollout);
    const { bytes } = rollout;
    const [whole, said] = [(await balancesOf(bytes)).map(textOf), saidBy(rollout)];
    const file = folder('rollout.jsonl');
    const wrong: number[] = [];
    for (let cut = 0; cut <= bytes.length; cut += 97) {
      writeFileSync(file, bytes.subarray(0, cut));
      const first = await read(file);
      appendFileSync(file, bytes.subarray(cut));
      const second = await read(file, first?.batch.checkpoint);
      const told = [first, second].flatMap((part) => part?.batch.balances ?? []).map(textOf);
      const isOnce = new Set(told).size === told.length && told.every((each) => said.includes(each));
      if (!isOnce || told.at(-1) !== whole.at(-1)) {
        wrong.push(cut);
      }
    }
    assert.deepEqual(wrong, []);
  });

  it('is read from a last line without its end, once', async () => {
    const text = asText(rolloutLines(2)).trimEnd();
    const file = folder('rollout.jsonl');
    writeFileSync(file, text);
    const first = await read(file);
    appendFileSync(file, '\n');
    const second = await read(file, first?.batch.checkpoint);
    assert.deepEqual([first?.batch.balances.length, second?.batch.balances.length], [1, 0]);
  });
});
