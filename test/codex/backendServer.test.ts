import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { startBackend, type LoopbackBackend } from '../support/codex/backend.ts';
import { demoScenario } from '../support/codex/backendDemoScenario.ts';

const THREAD = '01a20535-a2f5-7622-b069-9fa66ea8eb14';

describe('the loopback backend without Codex', () => {
  let backend: LoopbackBackend;
  beforeEach(async () => {
    backend = await startBackend({ creditsPerMTok: { cheap: { input: 1, cached: 0, output: 0 } } });
  });
  afterEach(() => backend.stop());

  for (const [encoding, pack] of [
    ['identity', (text: string) => text],
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
  ] as const) {
    it(`reads a body that is packed as ${encoding}`, async () => {
      const answer = await ask(backend, 'gpt-5.5', 'hello', pack, encoding);
      assert.match(await answer.text(), /"type":"response.completed"/);
      assert.equal(backend.modelRequests[0]?.prompt, 'hello');
    });
  }

  it('charges by the model, and tells the balance before the request in its headers', async () => {
    backend.play('hello', [
      { kind: 'message', text: 'hi', usage: { input: 2_000_001, cached: 0, cacheWrite: 0, output: 9, reasoning: 0 } },
    ]);
    const answer = await ask(backend, 'cheap', 'hello');
    await answer.text();
    assert.equal(answer.headers.get('x-codex-credits-balance'), '1000');
    assert.equal(backend.state.balance, 997.999999);
  });

  it('answers a thread usage query from its log', async () => {
    await (await ask(backend, 'cheap', 'hello')).text();
    const answer = await fetch(`${backend.url}/backend-api/wham/usage/thread_usage/query`, {
      method: 'POST',
      body: JSON.stringify({ thread_ids: [THREAD, 'unknown'] }),
    });
    const { threads } = (await answer.json()) as { threads: { estimated_usage_credits_micros: number }[] };
    const { inputTokens, cachedInputTokens } = backend.completedUsage(THREAD);
    assert.deepEqual(
      threads.map((thread) => thread.estimated_usage_credits_micros),
      [inputTokens - cachedInputTokens, 0],
    );
  });

  it('hangs where it is told to, until it is stopped', async () => {
    backend.state.failures.usage = 'hang';
    const hanging = fetch(`${backend.url}/backend-api/wham/usage`);
    const outcome = await Promise.race([
      hanging.then(() => 'answered'),
      new Promise((resolve) => setTimeout(resolve, 200, 'silence')),
    ]);
    assert.equal(outcome, 'silence');
    await backend.stop();
    await assert.rejects(hanging);
  });

  it('refuses a WebSocket', async () => {
    const upgrade = request(`${backend.url}/v1/responses`, {
      headers: { connection: 'Upgrade', upgrade: 'websocket' },
    });
    upgrade.end();
    const [response] = (await once(upgrade, 'response')) as [{ statusCode: number }];
    assert.equal(response.statusCode, 426);
  });

  it('stops with an error when a request could not be read', async () => {
    const broken = await startBackend();
    const answer = await fetch(`${broken.url}/v1/responses`, {
      method: 'POST',
      headers: { authorization: 'Bearer loopback' },
      body: '{}',
    });
    assert.equal(answer.status, 500);
    await assert.rejects(broken.stop(), AggregateError);
  });

  it('plays an unscripted prompt the same way each time, with a growing context', () => {
    const scenario = demoScenario('tidy up', 0);
    assert.deepEqual(demoScenario('tidy up', 0), scenario);
    assert.notDeepEqual(demoScenario('tidy down', 0), scenario);
    const inputs = scenario.flatMap((step) => ('usage' in step ? [step.usage.input] : []));
    assert.deepEqual(
      inputs.toSorted((a, b) => a - b),
      inputs,
    );
    assert.equal(scenario.at(-1)?.kind, 'message');
  });

  it('runs as a process that ends with its standard input', async () => {
    const program = fileURLToPath(new URL('../support/codex/backendProcess.ts', import.meta.url));
    const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
    const exit = once(child, 'exit');
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const { url } = JSON.parse(line) as { url: string };
    const answer = await fetch(`${url}/backend-api/wham/usage`);
    assert.equal(answer.status, 200);
    child.stdin.end();
    assert.deepEqual(await exit, [0, null]);
  });
});

/** Sends a prompt as Codex would. */
async function ask(
  backend: LoopbackBackend,
  model: string,
  prompt: string,
  pack: (text: string) => BodyInit = (text) => text,
  encoding = 'identity',
): Promise<Response> {
  const input = [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: prompt }] }];
  return fetch(`${backend.url}/v1/responses`, {
    method: 'POST',
    headers: {
      authorization: 'Bearer loopback',
      'content-encoding': encoding,
      'x-codex-turn-metadata': JSON.stringify({ thread_id: THREAD }),
    },
    body: pack(JSON.stringify({ model, input })),
  });
}
