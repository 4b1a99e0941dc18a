import { randomUUID } from 'node:crypto';
import type { ModelTools, ResponsesRequest } from './backendRequest.ts';
import type { AnsweredStep, PatchStep, SpawnAgentStep } from './backendScenario.ts';

/** An output item of the Responses API, as it goes over the wire. */
export type OutputItem = Readonly<Record<string, unknown>> & { readonly type: string; readonly id: string };

/** What the model says in a step: a thought before an answer, otherwise a single tool call. */
export function outputItems(step: AnsweredStep, { tools, agentIds }: ResponsesRequest): OutputItem[] {
  switch (step.kind) {
    case 'shell':
      return [shellCall(step.command, tools)];
    case 'patch':
      return [
        tools.shell === 'codeMode'
          ? execCall(`text(await tools.apply_patch(${JSON.stringify(patchText(step))}));`)
          : customCall('apply_patch', patchText(step)),
      ];
    case 'spawnAgent':
      return [functionCall('spawn_agent', spawnArguments(step), tools.agents)];
    case 'waitAgent':
      return [functionCall('wait_agent', { timeout_ms: AGENT_TIMEOUT_MS, ...targets(agentIds) }, tools.agents)];
    case 'compaction':
      return [{ type: 'compaction', id: newId('cmp'), encrypted_content: 'bG9vcGJhY2s=' }];
    case 'message':
      return [reasoning(), message(step.text)];
  }
}

function shellCall(cmd: string, { shell }: ModelTools): OutputItem {
  switch (shell) {
    case 'codeMode':
      return execCall(`const run = await tools.exec_command(${JSON.stringify({ cmd })});\ntext(run.output);`);
    case 'argv':
      return functionCall('shell', { command: ['bash', '-lc', cmd] });
    case 'direct':
      return functionCall('exec_command', { cmd });
  }
}

function spawnArguments({ prompt, model }: SpawnAgentStep): object {
  return { task_name: 'helper', message: prompt, ...(model === undefined ? {} : { model }) };
}

const AGENT_TIMEOUT_MS = 20_000;

/** Older models name the agents they wait for; newer ones know no ids and wait for any. */
function targets(agentIds: readonly string[]): object {
  return agentIds.length === 0 ? {} : { targets: agentIds };
}

function functionCall(name: string, args: object, namespace?: string): OutputItem {
  return {
    type: 'function_call',
    id: newId('fc'),
    call_id: newId('call'),
    name,
    ...(namespace === undefined ? {} : { namespace }),
    arguments: JSON.stringify(args),
  };
}

function customCall(name: string, input: string, namespace?: string): OutputItem {
  return {
    type: 'custom_tool_call',
    id: newId('ctc'),
    call_id: newId('call'),
    name,
    ...(namespace === undefined ? {} : { namespace }),
    input,
  };
}

function execCall(source: string): OutputItem {
  return customCall('exec', source, 'functions');
}

function reasoning(): OutputItem {
  return {
    type: 'reasoning',
    id: newId('rs'),
    summary: [{ type: 'summary_text', text: 'Putting the answer together' }],
    encrypted_content: 'bG9vcGJhY2s=',
  };
}

function message(text: string): OutputItem {
  return {
    type: 'message',
    id: newId('msg'),
    role: 'assistant',
    content: [{ type: 'output_text', text, annotations: [] }],
  };
}

function patchText({ file, lines }: PatchStep): string {
  return ['*** Begin Patch', `*** Add File: ${file}`, ...lines.map((line) => `+${line}`), '*** End Patch', ''].join(
    '\n',
  );
}

/** Ids never repeat, not even between two backends: a ledger tells requests apart by them. */
export function newId(prefix: string): string {
  return `${prefix}_${randomUUID().replaceAll('-', '')}`;
}
