import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

export type CodexAuth = 'chatgpt' | 'apiKey' | 'signedOut';

export interface CodexHomeOptions {
  /** The folder that gets the home, as `.codex`. */
  readonly root: string;
  readonly backendUrl: string;
  readonly auth: CodexAuth;
  readonly plan?: string;
  readonly email?: string;
  readonly accountId?: string;
  readonly model?: string;
  readonly effort?: string;
  /** What the provider calls itself. To a provider named `OpenAI`, with an API key, Codex leaves compaction. */
  readonly providerName?: string;
}

/** The environment variable from which an API-key home reads its key. */
export const API_KEY_VARIABLE = 'FAKE_API_KEY';

/** Writes a Codex home that knows no other host than the backend, and returns its path. */
export async function createCodexHome(options: CodexHomeOptions): Promise<string> {
  const codexHome = path.join(options.root, '.codex');
  await mkdir(codexHome, { recursive: true, mode: 0o700 });
  await writeFile(path.join(codexHome, 'config.toml'), configToml(options), { mode: 0o600 });
  if (options.auth === 'chatgpt') {
    await writeFile(path.join(codexHome, 'auth.json'), JSON.stringify(authJson(options)), { mode: 0o600 });
  }
  return codexHome;
}

/**
 * The provider is a custom one even when signed in: with the built-in one the binary leaves for the
 * workspace's own origin, whatever its base URL says.
 */
function configToml({ auth, backendUrl, model, effort, providerName = 'loopback' }: CodexHomeOptions): string {
  const apiKey = auth === 'apiKey';
  return [
    `model = ${JSON.stringify(model ?? 'gpt-5.5')}`,
    ...(effort === undefined ? [] : [`model_reasoning_effort = ${JSON.stringify(effort)}`]),
    'model_provider = "loopback"',
    `chatgpt_base_url = "${backendUrl}/backend-api"`,
    'cli_auth_credentials_store = "file"',
    'check_for_update_on_startup = false',
    // Left on, these two fetch catalogues from github.com and chatgpt.com at every start.
    '[features]',
    'plugins = false',
    'apps = false',
    '[analytics]',
    'enabled = false',
    '[model_providers.loopback]',
    `name = ${JSON.stringify(providerName)}`,
    `base_url = "${backendUrl}${apiKey ? '/v1' : '/backend-api/codex'}"`,
    'wire_api = "responses"',
    'supports_websockets = false',
    'request_max_retries = 1',
    'stream_max_retries = 1',
    ...(apiKey ? [`env_key = "${API_KEY_VARIABLE}"`] : []),
    `requires_openai_auth = ${!apiKey}`,
    '',
  ].join('\n');
}

const TEN_YEARS_S = 10 * 365 * 24 * 3600;

/** A sign-in that looks like ChatGPT's. The binary reads the claims and does not check the signature. */
function authJson({
  plan = 'business',
  email = 'dev@example.com',
  accountId = 'acct-loopback',
}: CodexHomeOptions): object {
  const issuedAtS = Math.floor(Date.now() / 1000);
  const token = unsignedJwt({
    iat: issuedAtS,
    exp: issuedAtS + TEN_YEARS_S,
    email,
    'https://api.openai.com/profile': { email, email_verified: true },
    'https://api.openai.com/auth': {
      chatgpt_plan_type: plan,
      chatgpt_account_id: accountId,
      chatgpt_user_id: 'user-loopback',
      user_id: 'user-loopback',
    },
  });
  return {
    auth_mode: 'chatgpt',
    OPENAI_API_KEY: null,
    tokens: { id_token: token, access_token: token, refresh_token: 'never-used', account_id: accountId },
    last_refresh: new Date(issuedAtS * 1000).toISOString(),
  };
}

function unsignedJwt(claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.${Buffer.from('unsigned').toString('base64url')}`;
}

/** There is no sandbox in a container. Codex asks before dangerous commands all the same. */
export async function letCommandsRun(codexHome: string): Promise<void> {
  await writeSandboxMode(codexHome, 'danger-full-access');
}

/** Has Codex ask before it changes a file. */
export async function letNothingChange(codexHome: string): Promise<void> {
  await writeSandboxMode(codexHome, 'read-only');
}

async function writeSandboxMode(codexHome: string, mode: string): Promise<void> {
  const file = path.join(codexHome, 'config.toml');
  await writeFile(file, `sandbox_mode = ${JSON.stringify(mode)}\n${await readFile(file, 'utf8')}`);
}
