/** Messages of the app-server of Codex 0.169, one of each kind that is read, and some that are not. */

const THREAD = '01a10000-0000-7000-8000-000000000001';
const TURN = '01a10000-0000-7000-8000-000000000002';
const place = { threadId: THREAD, turnId: TURN };

const tokens = {
  totalTokens: 1500,
  inputTokens: 1200,
  cachedInputTokens: 400,
  cacheWriteInputTokens: 0,
  outputTokens: 300,
  reasoningOutputTokens: 50,
};
const window = { usedPercent: 42, windowDurationMins: 300, resetsAt: 1_795_200_000 };
const bucket = {
  limitId: 'codex',
  limitName: null,
  primary: window,
  secondary: { ...window, windowDurationMins: 10_080 },
  credits: { hasCredits: true, unlimited: false, balance: '999.76' },
  individualLimit: { limit: '500', used: '12.5', resetsAt: 1_796_000_000 },
  spendControlReached: false,
  planType: 'plus',
  rateLimitReachedType: null,
};

export const APP_SERVER_MESSAGES: readonly object[] = [
  {
    method: 'thread/tokenUsage/updated',
    params: { ...place, tokenUsage: { total: tokens, last: tokens, modelContextWindow: 272_000 } },
  },
  { method: 'turn/started', params: { threadId: THREAD, turn: { id: TURN, status: 'inProgress', items: [] } } },
  {
    method: 'turn/completed',
    params: { threadId: THREAD, turn: { id: TURN, status: 'failed', error: { message: 'no' } } },
  },
  { method: 'item/started', params: { ...place, item: { type: 'collabAgentToolCall', tool: 'wait', id: '1' } } },
  {
    method: 'item/completed',
    params: { ...place, item: { type: 'commandExecution', command: 'ls', status: 'completed', exitCode: 0 } },
  },
  { method: 'item/completed', params: { ...place, item: { type: 'agentMessage', text: 'Done.' } } },
  { method: 'account/rateLimits/updated', params: { rateLimits: bucket } },
  { method: 'thread/started', params: { thread: { id: THREAD, parentThreadId: null, sessionId: THREAD } } },
  { method: 'hook/started', params: { ...place, run: { eventName: 'preModelRequest', source: 'sessionFlags' } } },
  { method: 'hook/completed', params: { ...place, run: { eventName: 'postModelRequest', source: 'sessionFlags' } } },
  { method: 'model/rerouted', params: { ...place, fromModel: 'gpt-5.5', toModel: 'gpt-5.4', reason: 'x' } },
  {
    id: 7,
    method: 'item/commandExecution/requestApproval',
    params: { ...place, command: 'rm -r x', cwd: '/work', reason: null },
  },
  { id: 8, method: 'item/fileChange/requestApproval', params: { ...place, grantRoot: '/work', reason: 'to write' } },
  { method: 'a/method/of/tomorrow', params: {} },
];

export const APP_SERVER_ANSWERS: readonly object[] = [
  {
    account: { type: 'chatgpt', email: 'me@example.com', planType: 'plus', workspaceName: null },
    requiresOpenaiAuth: true,
    workspaceRouting: { chatgptAccountId: 'account-1' },
  },
  { account: null, requiresOpenaiAuth: false },
  {
    rateLimits: bucket,
    rateLimitsByLimitId: { codex: bucket, other: { ...bucket, limitId: 'other' } },
    rateLimitResetCredits: { availableCount: 2 },
    ordinaryUsageAllowed: true,
    accountId: 'account-1',
  },
  {
    data: [
      {
        model: 'gpt-5.5',
        displayName: 'GPT-5.5',
        description: 'x',
        hidden: false,
        supportedReasoningEfforts: [{ reasoningEffort: 'low', description: 'quick' }],
        defaultReasoningEffort: 'low',
        defaultServiceTier: null,
        isDefault: true,
      },
    ],
  },
  { thread: { id: THREAD, model: 'gpt-5.5' }, model: 'gpt-5.5', serviceTier: null, reasoningEffort: 'low' },
  { turn: { id: TURN, status: 'inProgress' } },
  {
    data: [
      { hooks: [{ eventName: 'preModelRequest', source: 'sessionFlags', enabled: true, trustStatus: 'trusted' }] },
    ],
  },
  { config: { projects: { '/work': { trust_level: 'trusted' } }, approval_policy: 'on-request' } },
];
