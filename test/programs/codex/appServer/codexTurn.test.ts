import assert from 'node:assert/strict';

import { GuardError } from '../../../../src/base/errors.ts';
import { saidInEnglish } from '../../../../src/base/phrase.ts';
import type { ApprovalRequest } from '../../../../src/codex/appServer/approvals.ts';
import type { AppServerOptions } from '../../../../src/codex/appServer/appServerClient.ts';
import { CodexTurn } from '../../../../src/codex/appServer/codexTurn.ts';
import type { AccountFacts } from '../../../../src/core/wallet/wallet.ts';
import { silentLog } from '../../../support/silentLog.ts';
import { temporaryFolder } from '../../../unit/temporary.ts';
import {
  type FakeSaid,
  type FakeScript,
  TURN_REQUEST,
  installFakeAppServer,
} from '../../../unit/codex/fakeAppServer.ts';

describe('a turn of Codex', () => {
  const folder = temporaryFolder();
  const turns: CodexTurn[] = [];
  afterEach(() => {
    for (const turn of turns.splice(0)) {
      turn.dispose();
    }
  });

  async function start(script: FakeScript, options: Partial<AppServerOptions> = {}): Promise<CodexTurn> {
    installFakeAppServer(folder('codex'), script);
    const server = {
      codexPath: folder('codex'),
      cwd: undefined,
      env: process.env,
      log: silentLog,
      gatesFolder: folder('gates'),
      ...options,
    };
    const turn = await CodexTurn.start(server, TURN_REQUEST);
    turns.push(turn);
    return turn;
  }

  const completed = {
    method: 'turn/completed',
    params: { threadId: 'thread-1', turn: { id: 'turn-1', status: 'completed' } },
  };
  const breakdown = (input: number) => ({
    inputTokens: input,
    cachedInputTokens: 0,
    outputTokens: 0,
    reasoningOutputTokens: 0,
  });
  const used = (total: number, last: number, threadId = 'thread-1') => ({
    method: 'thread/tokenUsage/updated',
    params: { threadId, turnId: 'turn-1', tokenUsage: { total: breakdown(total), last: breakdown(last) } },
  });

  const meters: readonly (readonly [says: string, notifications: readonly FakeSaid[], counted: readonly number[]])[] = [
    ['each response', [used(100, 100), used(250, 150)], [100, 150]],
    // As the real binary tells it around a compaction.
    [
      'a response once that is told again when Codex compacts',
      [used(100, 100), used(250, 150), used(250, 150), used(400, 150)],
      [100, 150, 150],
    ],
    [
      'no estimate that Codex makes when it compacts',
      [used(100, 100), used(100, 6193), used(100, 0), used(150, 50)],
      [100, 50],
    ],
    [
      'subagents by their own totals',
      [used(100, 100), used(40, 40, 'child'), used(130, 30), used(90, 50, 'child')],
      [100, 40, 30, 50],
    ],
    [
      'a subagent that goes on from its parent’s total by its own responses',
      [used(100, 100), used(140, 40, 'child'), used(150, 10, 'child')],
      [100, 40, 10],
    ],
  ];
  for (const [says, notifications, counted] of meters) {
    it(`counts ${says}`, async () => {
      const turn = await start({ says: [...notifications, completed] });
      await turn.ended;
      const inputs: number[] = [];
      turn.onDidUseTokens(({ usage }) => inputs.push(usage.inputTokens));
      assert.deepEqual(inputs, counted);
    });
  }

  describe('behind a gate', () => {
    const hook = (method: string, eventName: string, tells: readonly object[] = []) => ({
      method,
      params: { threadId: 'thread-1', turnId: 'turn-1', run: { eventName, source: 'sessionFlags' } },
      tells,
    });
    const asks = hook('hook/started', 'preModelRequest');
    const answered = (input: number) =>
      hook('hook/completed', 'postModelRequest', [
        { model: 'gpt-5.5-mini', token_usage: { input_tokens: input, cached_input_tokens: 0, output_tokens: 0 } },
      ]);

    it('counts a response before the request that comes after it waits', async () => {
      const turn = await start({ runsHooks: true, says: [asks, answered(100), asks, completed] });
      const seen: (number | string | undefined)[] = [];
      turn.onDidUseTokens(({ usage, model }) => seen.push(usage.inputTokens, model));
      turn.gate?.onDidMove(() => seen.push(`${turn.gate?.waiting} wait`));
      await turn.ended;
      assert.deepEqual(seen.slice(seen.indexOf(100)), [100, 'gpt-5.5-mini', '1 wait', '0 wait']);
    });

    it('counts once what its total tells, too', async () => {
      const says = [asks, answered(100), used(100, 100), asks, used(250, 150), completed];
      const turn = await start({ runsHooks: true, says });
      const inputs: number[] = [];
      turn.onDidUseTokens(({ usage }) => inputs.push(usage.inputTokens));
      await turn.ended;
      assert.deepEqual(inputs, [100, 150]);
    });

    it('tells the last response before its end', async () => {
      const turn = await start({ runsHooks: true, says: [asks, answered(100), completed] });
      const inputs: number[] = [];
      turn.onDidUseTokens(({ usage }) => inputs.push(usage.inputTokens));
      await turn.ended;
      assert.deepEqual([inputs, turn.gate?.waiting, turn.gate?.underWay], [[100], 0, 0]);
    });

    it('counts by totals what a hook could not tell', async () => {
      const silentHook = hook('hook/completed', 'postModelRequest');
      const turn = await start({ runsHooks: true, says: [asks, silentHook, used(100, 100), completed] });
      const inputs: number[] = [];
      turn.onDidUseTokens(({ usage }) => inputs.push(usage.inputTokens));
      await turn.ended;
      assert.deepEqual(inputs, [100]);
    });
  });

  describe('tells of the wallet', () => {
    const limits = (balance: string | null, change: object = {}) => ({
      method: 'account/rateLimits/updated',
      params: {
        rateLimits: {
          limitId: 'codex',
          primary: null,
          credits: balance === null ? null : { hasCredits: balance !== '0', unlimited: false, balance },
          ...change,
        },
      },
    });
    const chatgpt = { account: { type: 'chatgpt', email: 'ada@example.com' }, requiresOpenaiAuth: true };
    const routed = { ...chatgpt, workspaceRouting: { chatgptAccountId: 'acct-1' } };
    const ada = { id: 'acct-1', email: 'ada@example.com' };

    async function seen(script: FakeScript): Promise<AccountFacts[]> {
      const turn = await start({ ...script, says: [...(script.says ?? []), completed] });
      await turn.ended;
      const facts: AccountFacts[] = [];
      turn.onDidSeeWallet((each) => facts.push(each));
      return facts;
    }

    it('as each response does, in their order, and whose it is', async () => {
      const facts = await seen({ account: routed, says: [limits('12.5'), limits('11')] });
      assert.deepEqual(
        facts.map(({ balance, account }) => [balance, account]),
        [
          [12_500_000, ada],
          [11_000_000, ada],
        ],
      );
    });

    it('as a response does that is turned away', async () => {
      const refused = limits('0', { rateLimitReachedType: 'workspace_member_credits_depleted' });
      const [facts] = await seen({ account: routed, says: [refused] });
      assert.deepEqual([facts?.balance, facts?.hasCredits, facts?.reachedType], [0, false, 'memberCredits']);
    });

    it('without a word of what is not said', async () => {
      const primary = { usedPercent: 12, windowDurationMins: 300, resetsAt: 1 };
      const [facts] = await seen({ account: routed, says: [limits(null, { primary })] });
      const { balance, hasCredits, unlimited, planType, windows } = facts ?? {};
      assert.deepEqual(
        [balance, hasCredits, unlimited, planType, windows?.length],
        [undefined, undefined, undefined, undefined, 1],
      );
    });

    const silences: readonly (readonly [says: string, script: FakeScript])[] = [
      ['where nothing is said', { account: routed, says: [limits(null)] }],
      ['where it is nobody’s', { account: { account: null, requiresOpenaiAuth: false }, says: [limits('12.5')] }],
      [
        'where an API key is used',
        { account: { account: { type: 'apiKey' }, requiresOpenaiAuth: true }, says: [limits('12.5')] },
      ],
    ];
    for (const [says, script] of silences) {
      it(`not at all ${says}`, async () => assert.deepEqual(await seen(script), []));
    }

    const unknowns: readonly (readonly [says: string, script: FakeScript])[] = [
      ['an older version does not tell whose it is', { account: chatgpt }],
      ['Codex does not tell of the account', { refuses: ['account/read'] }],
    ];
    for (const [says, script] of unknowns) {
      it(`of somebody, where ${says}`, async () => {
        const [facts] = await seen({ ...script, says: [limits('12.5')] });
        assert.deepEqual([facts?.balance, facts?.account.id], [12_500_000, undefined]);
      });
    }
  });

  it('ends as Codex says', async () => {
    const turn = await start({ says: [completed] });
    assert.deepEqual(await turn.ended, { status: 'completed', errorMessage: undefined });
  });

  it('ends when it is interrupted', async () => {
    const turn = await start({});
    await turn.interrupt();
    assert.equal((await turn.ended).status, 'interrupted');
  });

  it('does not end with a turn of a subagent', async () => {
    const child = { ...completed, params: { threadId: 'child', turn: { id: 'turn-2', status: 'failed' } } };
    const turn = await start({ says: [child, completed] });
    assert.equal((await turn.ended).status, 'completed');
  });

  it('has failed when its process dies, and tells its last words', async () => {
    const turn = await start({ lastWords: 'out of memory' });
    const { status, errorMessage } = await turn.ended;
    const words = saidInEnglish(errorMessage ?? '');
    assert.deepEqual([status, words], ['failed', 'codex app-server ended with code 7: out of memory']);
  });

  it('that cannot be interrupted has its process ended, so that it does not go on spending', async () => {
    const turn = await start({ refuses: ['turn/interrupt'] });
    await assert.rejects(turn.interrupt(), (error) => GuardError.is(error, 'codex.refused'));
    assert.equal((await turn.ended).status, 'failed');
  });

  for (const method of ['initialize', 'thread/start', 'turn/start']) {
    it(`does not start where ${method} is refused`, async () => {
      await assert.rejects(start({ refuses: [method] }), (error) => GuardError.is(error, 'codex.refused'));
    });
  }

  it('does not start where there is no codex', async () => {
    await assert.rejects(start({}, { codexPath: folder('missing') }), (error) => GuardError.is(error, 'codex.exited'));
  });

  it('that asks to change files is asked about by their names, as long as the change is under way', async () => {
    const item = { type: 'fileChange', id: 'item-1', changes: [{ path: '/w/a.ts' }, { path: '/w/b.ts' }] };
    const asks = {
      ...{ id: 99, method: 'item/fileChange/requestApproval' },
      params: { threadId: 'thread-1', itemId: 'item-1' },
    };
    const done = { method: 'item/completed', params: { threadId: 'thread-1', item } };
    const asked: ApprovalRequest[] = [];
    const onApproval = (approval: ApprovalRequest) => {
      asked.push(approval);
      return Promise.resolve('accept' as const);
    };
    const says = [{ method: 'item/started', params: { item } }, asks, done, asks, completed];
    const turn = await start({ says }, { onApproval });
    await turn.ended;
    assert.deepEqual(
      asked.map((approval) => approval.kind === 'fileChange' && approval.files),
      [['/w/a.ts', '/w/b.ts'], []],
    );
  });

  const asks = (method: string): FakeSaid => ({
    id: 99,
    method,
    params: { threadId: 'thread-1', command: 'rm -rf /' },
  });
  const command = asks('item/commandExecution/requestApproval');
  const replies: readonly (readonly [
    says: string,
    asked: FakeSaid,
    onApproval: AppServerOptions['onApproval'],
    reply: object,
  ])[] = [
    [
      'yes, where the person says so',
      command,
      () => Promise.resolve('accept'),
      { id: 99, result: { decision: 'accept' } },
    ],
    ['no, where there is nobody to ask', command, undefined, { id: 99, result: { decision: 'decline' } }],
    [
      'no, and the turn ends, where asking fails',
      command,
      () => Promise.reject(new Error('closed')),
      { id: 99, result: { decision: 'cancel' } },
    ],
    [
      'that it does not understand',
      asks('item/tool/call'),
      undefined,
      { id: 99, error: { code: -32601, message: 'not supported by this client' } },
    ],
  ];
  for (const [says, asked, onApproval, reply] of replies) {
    it(`that asks is told ${says}`, async () => {
      const turn = await start({ says: [asked] }, onApproval === undefined ? {} : { onApproval });
      const text = await new Promise<string | undefined>(
        (resolve) => void turn.onDidItem((item) => resolve(item.text)),
      );
      assert.deepEqual(JSON.parse(text ?? ''), reply);
    });
  }
});
