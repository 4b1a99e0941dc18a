import assert from 'node:assert/strict';

import { GuardError } from '../../../../src/base/errors.ts';
import { readModels, readWallet } from '../../../../src/codex/account/account.ts';
import type { AppServerClient } from '../../../../src/codex/appServer/appServerClient.ts';
import type { WalletSnapshot } from '../../../../src/core/wallet/wallet.ts';
import { NOW_MS, credits } from '../../make.ts';

type Answers = Readonly<Record<string, unknown>>;

/** An app-server that knows these answers, and refuses the rest. */
function client(answers: Answers): AppServerClient {
  const request = (
    method: string,
    _params: object,
    answer: { parse: (value: unknown) => unknown },
  ): Promise<unknown> =>
    method in answers
      ? Promise.resolve(answer.parse(answers[method]))
      : Promise.reject(new GuardError('codex.refused', `codex refused ${method}`));
  return { request } as unknown as AppServerClient;
}

const chatgpt = {
  account: { type: 'chatgpt', email: 'ada@example.com', planType: 'business' },
  requiresOpenaiAuth: true,
};
const primary = { usedPercent: 12, windowDurationMins: 300, resetsAt: 1_795_397_043 };
const bucket = {
  limitId: 'codex',
  limitName: null,
  primary,
  secondary: { usedPercent: 34, windowDurationMins: 10_080, resetsAt: 1_795_746_243 },
  credits: { hasCredits: true, unlimited: false, balance: '999.66' },
  individualLimit: { limit: '500', used: '125.5', remainingPercent: 75, resetsAt: 1_796_000_000 },
  spendControlReached: false,
  planType: 'enterprise',
  rateLimitReachedType: null,
};

async function seen(rateLimits: object, rest: object = {}): Promise<WalletSnapshot> {
  const limits = { rateLimits: { ...bucket, ...rateLimits }, ordinaryUsageAllowed: true, accountId: 'acct-1', ...rest };
  const state = await readWallet(client({ 'account/read': chatgpt, 'account/rateLimits/read': limits }), NOW_MS);
  assert.equal(state.kind, 'known');
  return (state as { snapshot: WalletSnapshot }).snapshot;
}

describe('the wallet, as the app-server tells it', () => {
  it('has all that is told', async () =>
    assert.deepEqual(await seen({}), {
      observedAtMs: NOW_MS,
      source: 'appServer',
      account: { id: 'acct-1', email: 'ada@example.com' },
      planType: 'enterprise',
      balance: 999_660_000,
      balanceStep: 10_000,
      unlimited: false,
      hasCredits: true,
      windows: [
        { limitId: 'codex', name: undefined, usedPercent: 12, windowMinutes: 300, resetsAtMs: 1_795_397_043_000 },
        { limitId: 'codex', name: undefined, usedPercent: 34, windowMinutes: 10_080, resetsAtMs: 1_795_746_243_000 },
      ],
      individualLimit: { limit: credits(500), used: credits(125.5), resetsAtMs: 1_796_000_000_000 },
      spendControlReached: false,
      ordinaryUsageAllowed: true,
      reachedType: undefined,
      resetCredits: undefined,
    }));

  it('has nothing that is not told', async () => {
    const sparse = {
      limitId: null,
      primary: null,
      secondary: null,
      credits: null,
      individualLimit: null,
      spendControlReached: null,
      planType: null,
    };
    const { balance, unlimited, hasCredits, windows, individualLimit, spendControlReached } = await seen(sparse);
    assert.deepEqual(
      [balance, unlimited, hasCredits, windows, individualLimit, spendControlReached],
      [undefined, undefined, undefined, [], undefined, undefined],
    );
  });

  it('takes the plan from the account where the limits do not tell it', async () =>
    assert.equal((await seen({ planType: null })).planType, 'business'));

  it('takes the windows of all buckets, by their names', async () => {
    const reserve = { ...bucket, limitName: 'Luna Reserve', secondary: null };
    const { windows } = await seen({}, { rateLimitsByLimitId: { codex: bucket, 'gpt-reserve': reserve } });
    assert.deepEqual(
      windows.map(({ limitId, name }) => [limitId, name]),
      [
        ['codex', undefined],
        ['codex', undefined],
        ['gpt-reserve', 'Luna Reserve'],
      ],
    );
  });

  const balances: readonly (readonly [told: unknown, micros: number | undefined])[] = [
    ['0', 0],
    ['-3.2', -3_200_000],
    [12.5, 12_500_000],
    ['a lot', undefined],
    [true, undefined],
    [null, undefined],
  ];
  for (const [told, micros] of balances) {
    it(`has the balance ${micros ?? 'unknown'} for ${JSON.stringify(told)}`, async () =>
      assert.equal((await seen({ credits: { hasCredits: true, unlimited: false, balance: told } })).balance, micros));
  }

  const reached: readonly (readonly [told: string | null, type: string | undefined])[] = [
    ['rate_limit_reached', 'window'],
    ['workspace_owner_credits_depleted', 'ownerCredits'],
    ['workspace_member_credits_depleted', 'memberCredits'],
    ['workspace_owner_usage_limit_reached', 'ownerLimit'],
    ['workspace_member_usage_limit_reached', 'memberLimit'],
    ['something_new', 'other'],
    [null, undefined],
  ];
  for (const [told, type] of reached) {
    it(`has reached ${type ?? 'no limit'} for ${told}`, async () =>
      assert.equal((await seen({ rateLimitReachedType: told })).reachedType, type));
  }

  it('tells how many resets are left', async () =>
    assert.equal((await seen({}, { rateLimitResetCredits: { availableCount: 2, credits: null } })).resetCredits, 2));

  it('has windows where no bucket is told by its name', async () =>
    assert.equal((await seen({}, { rateLimitsByLimitId: {} })).windows.length, 2));

  it('has no limit of the person’s where it is not told what was used of it', async () =>
    assert.equal(
      (await seen({ individualLimit: { limit: '500', used: null, resetsAt: null } })).individualLimit,
      undefined,
    ));

  it('has a limit of the person’s of which it is not told when it resets', async () =>
    assert.deepEqual((await seen({ individualLimit: { limit: '500', used: '1', resetsAt: null } })).individualLimit, {
      limit: credits(500),
      used: credits(1),
      resetsAtMs: undefined,
    }));
});

describe('the wallet', () => {
  const cases: readonly (readonly [says: string, answers: Answers, kind: string])[] = [
    ['of nobody is signed out', { 'account/read': { account: null, requiresOpenaiAuth: true } }, 'signedOut'],
    [
      'of a provider that needs no sign-in is paid by key',
      { 'account/read': { account: null, requiresOpenaiAuth: false } },
      'apiKey',
    ],
    [
      'of an API key is paid by key',
      { 'account/read': { account: { type: 'apiKey' }, requiresOpenaiAuth: true } },
      'apiKey',
    ],
    [
      'of another provider is paid there',
      { 'account/read': { account: { type: 'amazonBedrock' }, requiresOpenaiAuth: false } },
      'apiKey',
    ],
    [
      'of a sign-in that only newer versions know cannot be reached',
      { 'account/read': { account: { type: 'chatgptTeam' }, requiresOpenaiAuth: true } },
      'unreachable',
    ],
    ['whose limits are refused cannot be reached', { 'account/read': chatgpt }, 'unreachable'],
    [
      'in a form nobody knows cannot be reached',
      { 'account/read': chatgpt, 'account/rateLimits/read': { rateLimits: 7 } },
      'unreachable',
    ],
  ];
  for (const [says, answers, kind] of cases) {
    it(says, async () => assert.equal((await readWallet(client(answers), NOW_MS)).kind, kind));
  }
});

describe('the models on offer', () => {
  it('are those that are not hidden', async () => {
    const data = [
      { model: 'a', displayName: 'A', hidden: false },
      { model: 'b', displayName: 'B', hidden: true },
    ];
    const models = await readModels(client({ 'model/list': { data } }));
    assert.deepEqual(
      models.map(({ model }) => model),
      ['a'],
    );
  });
});
