import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { createCodexFixture } from '../support/codex/codexFixture.ts';
import { type DemoRollout, writeDemoHistory } from '../support/codex/demoHome.ts';
import { freePort } from '../support/freePort.ts';
import { installedExtension } from '../support/vscode/installedExtension.ts';
import { Inspector } from '../support/vscode/inspector.ts';
import { RealVsCode } from '../support/vscode/realVsCode.ts';
import { oneMoreRequest } from '../e2e/demoRequests.ts';
import { writeFigures } from './securityPage.ts';

/** An hour, with a response every five seconds in each log. */
const RESPONSES = 720;
const LOGS = 5;
/** Instead of five seconds. */
const PAUSE_MS = 150;
/** Model output beside each request. */
const OUTPUT_BYTES = 20_000;
const LOOKS = 24;
/** What is filled once, caches and the like, is no growth. */
const WARM_UP_LOOKS = LOOKS / 3;
const STARTED_WITHIN_MS = 120_000;
const BYTES_PER_MB = 1e6;

interface Look {
  /** Of the extension host's own thread, after its garbage was collected. */
  readonly heapBytes: number;
  /** Of its whole process, with our worker. */
  readonly processBytes: number;
}

export interface MemoryFindings {
  readonly looks: readonly Look[];
  readonly requests: number;
  readonly tookMs: number;
}

/**
 * Plays an hour of streaming faster: logs grow under a real VS Code whose panel is open. Looks at the memory of the
 * extension host now and then.
 */
export async function benchMemory(): Promise<MemoryFindings> {
  const vsCode = new RealVsCode();
  try {
    const fixture = vsCode.owns(await createCodexFixture({ model: 'gpt-5.5' }));
    const rollouts = await writeDemoHistory(fixture.codexHome, { nowMs: Date.now(), days: 5, seed: 7 });
    await installedExtension();
    const inspectPort = await freePort();
    const target = { folder: fixture.workspace, inspectPort, smokeTestDriver: true };
    const { workbench } = await vsCode.open({ ...target, env: fixture.env });
    const inspector = await Inspector.connect(inspectPort);
    vsCode.atEnd(() => inspector.close());
    const statusBar = workbench.statusBarItem('codexGuardrails.status');
    await statusBar.filter({ hasText: 'today' }).waitFor({ timeout: STARTED_WITHIN_MS });
    await workbench.runCommand('Codex Guardrails: Open Usage Panel');
    return await stream(rollouts.slice(-LOGS), inspector);
  } finally {
    await vsCode.close();
  }
}

/** Each of the logs has one more request, again and again. */
async function stream(logs: readonly DemoRollout[], inspector: Inspector): Promise<MemoryFindings> {
  const looks: Look[] = [];
  const startedAtMs = performance.now();
  for (let response = 1; response <= RESPONSES; response += 1) {
    for (const rollout of logs) {
      appendFileSync(rollout.file, output(response) + oneMoreRequest(rollout));
    }
    await sleep(PAUSE_MS);
    if (response % (RESPONSES / LOOKS) === 0) {
      looks.push(await look(inspector));
      process.stderr.write(`${response} of ${RESPONSES} responses\n`);
    }
  }
  return { looks, requests: RESPONSES * logs.length, tookMs: performance.now() - startedAtMs };
}

function output(response: number): string {
  const payload = {
    type: 'message',
    role: 'assistant',
    content: [{ type: 'output_text', text: 'x'.repeat(OUTPUT_BYTES) }],
  };
  return `${JSON.stringify({ timestamp: new Date().toISOString(), type: 'response_item', payload, response })}\n`;
}

async function look(inspector: Inspector): Promise<Look> {
  await inspector.post('HeapProfiler.collectGarbage');
  const { heapUsed, rss } = await inspector.evaluate<NodeJS.MemoryUsage>('process.memoryUsage()');
  return { heapBytes: heapUsed, processBytes: rss };
}

/** What is said of it, and, where it is wished, written into the page on security. */
export async function memoryPage(
  { looks, requests, tookMs }: MemoryFindings,
  writes: readonly string[],
): Promise<string> {
  const warm = looks.slice(WARM_UP_LOOKS);
  const line = (bytesOf: (look: Look) => number): string => {
    const megabytes = warm.map((each) => bytesOf(each) / BYTES_PER_MB);
    const [first = NaN, last = NaN] = [megabytes[0], megabytes.at(-1)];
    return `${first.toFixed(1)} MB after the first third, ${last.toFixed(1)} at the end, ${slopeOf(megabytes).toFixed(1)} an hour by the line through all`;
  };
  const page = `\`npm run bench -- memory\`: an hour of streaming in ${Math.round(tookMs / 1_000)} s, under a real VS Code with its panel open: ${requests} requests in ${LOGS} logs, each beside ${OUTPUT_BYTES / 1_000} kB of model output. Heap of the extension host, after its garbage was collected: ${line(({ heapBytes }) => heapBytes)}; its whole process: ${line(({ processBytes }) => processBytes)}.`;
  if (writes.includes('docs')) {
    await writeFigures('memory', page);
  }
  return page;
}

/** By least squares, from the distance of two looks to that of an hour. */
function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const [above, below] = values.reduce(
    ([xy, xx], value, x) => [xy + (x - middle) * (value - mean), xx + (x - middle) ** 2],
    [0, 0],
  );
  return (above / below) * LOOKS;
}
