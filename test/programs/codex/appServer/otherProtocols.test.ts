import assert from 'node:assert/strict';

import { GuardError } from '../../../../src/base/errors.ts';
import { saidInEnglish } from '../../../../src/base/phrase.ts';
import { readModels, readWallet } from '../../../../src/codex/account/account.ts';
import { AppServerClient } from '../../../../src/codex/appServer/appServerClient.ts';
import { CodexTurn } from '../../../../src/codex/appServer/codexTurn.ts';
import { silentLog } from '../../../support/silentLog.ts';
import { NOW_MS } from '../../../unit/make.ts';
import {
  type FakeSaid,
  type FakeScript,
  TURN_REQUEST,
  installFakeAppServer,
} from '../../../unit/codex/fakeAppServer.ts';
import { temporaryFolder } from '../../../unit/temporary.ts';

const place = { threadId: 'thread-1', turnId: 'turn-1' };
const breakdown = { inputTokens: 100, cachedInputTokens: 40, outputTokens: 5, reasoningOutputTokens: 0 };
const used = (last: object): FakeSaid => ({
  method: 'thread/tokenUsage/updated',
  params: { ...place, tokenUsage: { total: last, last, ofTomorrow: { x: [1] } }, lane: 'fast' },
});
const completed: FakeSaid = {
  method: 'turn/completed',
  params: { ...place, turn: { id: 'turn-1', status: 'completed', verdict: 'good' } },
};
const NOT_KNOWN = /in a form that this version does not know/;

describe('a Codex of another version', () => {
  const folder = temporaryFolder();
  const turns: CodexTurn[] = [];
  afterEach(() => {
    for (const turn of turns.splice(0)) {
      turn.dispose();
    }
  });

  const server = (script: FakeScript) => {
    installFakeAppServer(folder('codex'), script);
    return { codexPath: folder('codex'), cwd: undefined, env: process.env, log: silentLog };
  };

  /** What of a turn was counted, and how it ended. */
  async function played(script: FakeScript) {
    const turn = await CodexTurn.start({ ...server(script), gatesFolder: folder('gates') }, TURN_REQUEST);
    turns.push(turn);
    const inputs: number[] = [];
    turn.onDidUseTokens(({ usage }) => inputs.push(usage.inputTokens));
    const { status, errorMessage } = await turn.ended;
    return { inputs, status, reason: saidInEnglish(errorMessage ?? '') };
  }

  it('that tells more than we know is counted as any other', async () => {
    const more: FakeSaid[] = [
      { method: 'turn/dreamt', params: { ...place, of: 'sheep' } },
      { method: 'item/completed', params: { ...place, item: { type: 'hologram', id: 'i', beams: 3 } } },
      { method: 'hook/started', params: { ...place, run: { eventName: 'preDream', source: 'moon' } } },
      { id: 7, method: 'item/dream/requestApproval', params: place },
    ];
    const { inputs, status } = await played({ says: [...more, used({ ...breakdown, dreamTokens: 7 }), completed] });
    assert.deepEqual([inputs, status], [[100], 'completed']);
  });

  const renamed = { promptTokens: 100, cachedInputTokens: 40, outputTokens: 5 };
  const lost: readonly (readonly [says: string, script: FakeScript])[] = [
    ['whose tokens have another name', { says: [used(renamed)] }],
    ['whose turns have no id', { says: [{ method: 'turn/completed', params: { ...place, turn: {} } }] }],
    ['that tells nothing to hooks, either', { runsHooks: true, says: [ended([]), used(renamed)] }],
    ['that tells hooks something else', { runsHooks: true, says: [used(renamed), ended([{ token_usage: renamed }])] }],
  ];
  for (const [says, script] of lost) {
    it(`${says} is ended, and says why`, async () => {
      const { inputs, status, reason } = await played(script);
      assert.deepEqual([inputs, status], [[], 'failed']);
      assert.match(reason, NOT_KNOWN);
    });
  }

  it('that leaves out the cached part is counted as if nothing was cached, which is never too little', async () => {
    const { inputs, status } = await played({ says: [used({ inputTokens: 100, outputTokens: 5 }), completed] });
    assert.deepEqual([inputs, status], [[100], 'completed']);
  });

  it('whose totals have another name is counted by what it tells hooks', async () => {
    const token_usage = { input_tokens: 100, cached_input_tokens: 40, output_tokens: 5 };
    const says = [ended([{ token_usage }]), used(renamed), completed];
    const { inputs, status } = await played({ runsHooks: true, says });
    assert.deepEqual([inputs, status], [[100], 'completed']);
  });

  const ada = { account: { type: 'chatgpt', email: 'ada@example.com' }, requiresOpenaiAuth: true };
  const limits = (rateLimits: object) => ({ 'account/rateLimits/read': { rateLimits } });
  const primary = { usedPercent: 12, windowDurationMins: 300, resetsAt: 1_795_397_043 };
  const credits = { hasCredits: true, unlimited: false, balance: '12.5' };
  const wallets: readonly (readonly [says: string, script: FakeScript, seen: readonly unknown[]])[] = [
    [
      'an older one, without most fields and without parameters',
      {
        account: ada,
        answers: limits({ primary: { usedPercent: 12 } }),
        refusesParameters: ['account/rateLimits/read'],
      },
      ['known', undefined, undefined, 12],
    ],
    [
      'a newer one, with plans, limits and fields of its own',
      {
        account: { ...ada, account: { ...ada.account, planType: 'galaxy' } },
        answers: limits({ primary, credits: { ...credits, lane: 1 }, rateLimitReachedType: 'moon_is_full', x: 1 }),
      },
      ['known', 12_500_000, 'other', 12],
    ],
    [
      'one whose balance is of another kind',
      { account: ada, answers: limits({ primary, credits: { ...credits, balance: { amount: 12.5 } } }) },
      ['known', undefined, undefined, 12],
    ],
    [
      'one whose windows have other names',
      { account: ada, answers: limits({ primary: { percent: 12 }, credits }) },
      ['unreachable', 'codex answered account/rateLimits/read in a form that this version does not know'],
    ],
    [
      'one with a sign-in that is not known',
      { account: { ...ada, account: { type: 'moonshot' } } },
      ['unreachable', 'codex is signed in in a way that this version does not know'],
    ],
    [
      'one that cannot be asked for an account',
      { refuses: ['account/read'] },
      ['unreachable', 'codex refused account/read: not today'],
    ],
  ];
  for (const [says, script, seen] of wallets) {
    it(`tells of the balance what can be known: ${says}`, async () => {
      const client = await AppServerClient.start(server(script));
      const wallet = await readWallet(client, NOW_MS);
      client.dispose();
      const told =
        wallet.kind === 'known'
          ? [wallet.snapshot.balance, wallet.snapshot.reachedType, wallet.snapshot.windows[0]?.usedPercent]
          : [wallet.kind === 'unreachable' ? saidInEnglish(wallet.reason) : undefined];
      assert.deepEqual([wallet.kind, ...told], seen);
    });
  }

  it('offers no models where it lists them in another form', async () => {
    const client = await AppServerClient.start(server({ answers: { 'model/list': { models: [] } } }));
    await assert.rejects(readModels(client), (error) => GuardError.is(error, 'codex.protocol'));
    client.dispose();
  });
});

/** A request has ended, and its hook has told this. */
function ended(tells: readonly object[]): FakeSaid {
  return {
    method: 'hook/completed',
    params: { ...place, run: { eventName: 'postModelRequest', source: 'sessionFlags' } },
    tells,
  };
}
