import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Endpoint, Failure } from '../../../support/codex/backendState.ts';
import { type FaultScenario, NOTHING_EXCUSED, turnOf } from '../round.ts';
import { type FaultWorld, signalAll } from '../world.ts';
import { begin } from './kills.ts';

const FAILURES: readonly [Failure, ...Failure[]] = [500, 503, 429, 'hang', 'cut'];
/** One that hangs for good is Codex's to give up, which takes it minutes. */
const RESPONSE_FAILURES: readonly [Failure, ...Failure[]] = [500, 429, 'cut'];

/** What befalls those whom we ask. */
export const SERVER_FAULTS: readonly FaultScenario[] = [
  {
    name: 'the backend fails or hangs for a while',
    play: async (world, random, prompt) => {
      const { backend } = world.codex;
      const what = begin(world, random, prompt('ours'));
      const { ended } = random.chance(0.5) ? world.run(what) : world.exec(what);
      await sleep(random.int(0, 2_000));
      const endpoint = random.pick<Endpoint>(['usage', 'profile', 'responses']);
      backend.state.failures[endpoint] = random.pick(endpoint === 'responses' ? RESPONSE_FAILURES : FAILURES);
      await sleep(random.int(50, 1_500));
      backend.state.failures = {};
      await ended;
      return NOTHING_EXCUSED;
    },
  },
  {
    name: 'the backend is slow',
    play: async (world, random, prompt) => {
      const what = prompt('slow');
      const steps = turnOf(random.int(2, 4), random).map((step) => ({ ...step, delayMs: random.int(500, 3_000) }));
      world.codex.backend.play(what, steps);
      await (random.chance(0.5) ? world.run(what) : world.exec(what)).ended;
      return NOTHING_EXCUSED;
    },
  },
  {
    name: 'the account is used up in mid-turn',
    play: async (world, random, prompt) => {
      const what = prompt('exec');
      const steps = turnOf(5, random).slice(0, random.int(0, 4));
      world.codex.backend.play(what, [...steps, { kind: 'reject', status: 429, type: 'usage_limit_reached' }]);
      await (random.chance(0.5) ? world.run(what) : world.exec(what)).ended;
      return NOTHING_EXCUSED;
    },
  },
  {
    name: 'the app-server talks rubbish and dies',
    play: async (world, random, prompt) => {
      const what = begin(world, random, prompt('ours'));
      const lives = random.chance(0.5) ? 0 : random.int(200, 4_000);
      const env = { CODEX_GUARDRAILS_CODEX: strangeCodex(world), STRANGE_LIFE_MS: String(lives) };
      await world.guardrailsWith(env, 'run', '--yes', '--json', '--', what).ended;
      return lives === 0 ? NOTHING_EXCUSED : { killed: [what], unguarded: new Map([[what, 1]]) };
    },
  },
  {
    name: 'the app-server answers nothing, for a while or for good',
    play: async (world, random, prompt) => {
      const what = begin(world, random, prompt('ours'));
      const hangs = random.chance(0.3);
      const env = hangs ? { CODEX_GUARDRAILS_CODEX: silentCodex(world) } : {};
      const { ended } = world.guardrailsWith(env, 'run', '--yes', '--json', '--', what);
      if (!hangs) {
        await sleep(random.int(500, 4_000));
        const stopped = world.processesWith('app-server');
        signalAll(stopped, 'SIGSTOP');
        await sleep(random.int(500, 5_000));
        signalAll(stopped, 'SIGCONT');
      }
      await ended;
      return NOTHING_EXCUSED;
    },
  },
];

const LINES = [
  'this is no JSON',
  '{"method":"a/method/of/tomorrow","params":{"x":[1,2,3]}}',
  '{"id":"what","method":"ask/something/new","params":{}}',
  '{"id":99999,"result":{}}',
  '[]',
  'null',
  '{"method":"thread/tokenUsage/updated","params":{"threadId":7}}',
  '{"method":"turn/completed","params":{"threadId":"nobody","turn":{"id":"none","status":"completed"}}}',
];

/** A codex whose app-server takes whatever it is told, and says nothing. */
function silentCodex({ codex }: FaultWorld): string {
  const file = path.join(codex.root, 'silent-codex');
  writeFileSync(
    file,
    `#!/bin/sh\n[ "$1" = app-server ] && exec cat >/dev/null\nexec ${JSON.stringify(codex.codexPath)} "$@"\n`,
  );
  chmodSync(file, 0o700);
  return file;
}

/** A codex whose app-server says more than the real one behind it, and is killed when its life is over. */
function strangeCodex({ codex }: FaultWorld): string {
  const file = path.join(codex.root, 'strange-codex');
  const script = `#!${process.execPath}
const { spawn } = require('node:child_process');
const args = process.argv.slice(2);
const child = spawn(${JSON.stringify(codex.codexPath)}, args, { stdio: [args[0] === 'app-server' ? 'pipe' : 'inherit', 'pipe', 'inherit'] });
child.on('exit', (code) => process.exit(code ?? 1));
if (args[0] !== 'app-server') {
  child.stdout.pipe(process.stdout);
} else {
  process.stdin.pipe(child.stdin);
  child.stdin.on('error', () => {});
  const lines = ${JSON.stringify(LINES)};
  let told = 0, rest = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    const whole = (rest + text).split('\\n');
    rest = whole.pop();
    for (const line of whole) process.stdout.write(line + '\\n' + lines[told++ % lines.length] + '\\n');
  });
  const life = Number(process.env.STRANGE_LIFE_MS);
  if (life > 0) setTimeout(() => { child.kill('SIGKILL'); process.exit(1); }, life);
}
`;
  writeFileSync(file, script);
  chmodSync(file, 0o700);
  return file;
}
