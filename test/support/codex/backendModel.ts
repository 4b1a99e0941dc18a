import type { IncomingMessage, ServerResponse } from 'node:http';
import { rateLimitHeaders } from './backendAccount.ts';
import { demoScenario } from './backendDemoScenario.ts';
import { newId } from './backendItems.ts';
import { costMicros, type CreditRates, type ModelRequest, type StepUsage } from './backendLog.ts';
import { COMPACTION_PROMPT, parseResponsesRequest, readBody, type ResponsesRequest } from './backendRequest.ts';
import { failureAnswer, sendAnswer } from './backendRoutes.ts';
import { defaultUsage, findScenario, stepAt } from './backendScenario.ts';
import type { AnsweredStep, Play, RejectStep } from './backendScenario.ts';
import { charge, type BackendState } from './backendState.ts';
import { compactedResponse, responseFrames, sendFrames } from './backendStream.ts';

/** How the model behaves where no test says otherwise. */
export interface ModelOptions {
  readonly creditsPerMTok: CreditRates;
  readonly cacheWrites: boolean;
  /** The delay of each step of an unscripted turn. */
  readonly demoDelayMs: number;
}

/** Plays the model: picks the step of each request, sends it, logs it and charges for it. */
export class ModelEndpoint {
  readonly requests: ModelRequest[] = [];
  readonly plays: Play[] = [];
  readonly #state: BackendState;
  readonly #options: ModelOptions;

  constructor(state: BackendState, options: ModelOptions) {
    this.#state = state;
    this.#options = options;
  }

  async answer(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedAtMs = Date.now();
    const parsed = parseResponsesRequest(request.headers, await readBody(request));
    const logged = this.#log(path, parsed, startedAtMs);
    response.once('close', () => {
      logged.closedByClient = logged.completedAtMs === undefined && !response.writableEnded;
    });

    const failure = this.#state.failures.responses ?? (request.headers.authorization === undefined ? 401 : undefined);
    if (failure !== undefined && failure !== 'cut') {
      sendAnswer(response, failureAnswer(failure));
      return;
    }
    const scenario = findScenario(this.plays, parsed.prompt) ?? demoScenario(parsed.prompt, this.#options.demoDelayMs);
    const step = stepAt(scenario, parsed.toolOutputs);
    switch (step.kind) {
      case 'reject':
        this.#reject(response, step);
        return;
      case 'error':
        sendAnswer(response, failureAnswer(step.status));
        return;
      default:
        await this.#stream(response, logged, parsed, step, failure === 'cut');
    }
  }

  /** Compacts a context, for versions that ask for it at a door of its own. */
  async compact(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedAtMs = Date.now();
    const lastThreadId = this.requests.at(-1)?.threadId;
    const asked = parseResponsesRequest(request.headers, await readBody(request), lastThreadId);
    const parsed = { ...asked, prompt: COMPACTION_PROMPT };
    const logged = this.#log(path, parsed, startedAtMs);
    const step = findScenario(this.plays, parsed.prompt)?.[0];
    if (step?.kind !== 'compaction') {
      sendAnswer(response, failureAnswer(404));
      return;
    }
    const usage = this.#usage(step, parsed);
    sendAnswer(response, {
      kind: 'json',
      status: 200,
      body: compactedResponse(step, parsed, { responseId: logged.responseId, usage }),
    });
    this.#bill(logged, usage);
  }

  #log(path: string, parsed: ResponsesRequest, startedAtMs: number): ModelRequest {
    const { threadId, turnId, model, effort, tier, prompt } = parsed;
    const logged: ModelRequest = {
      n: this.requests.length + 1,
      path,
      threadId,
      turnId,
      model,
      effort,
      tier,
      prompt,
      startedAtMs,
      responseId: newId('resp'),
      completedAtMs: undefined,
      closedByClient: false,
      usage: undefined,
      costMicros: 0,
    };
    this.requests.push(logged);
    return logged;
  }

  async #stream(
    response: ServerResponse,
    logged: ModelRequest,
    request: ResponsesRequest,
    step: AnsweredStep,
    isCut: boolean,
  ): Promise<void> {
    const usage = this.#usage(step, request);
    const frames = responseFrames(step, request, { responseId: logged.responseId, usage });
    response.writeHead(200, { 'content-type': 'text/event-stream', ...rateLimitHeaders(this.#state) });
    if (isCut) {
      await sendFrames(response, frames.slice(0, -1));
      response.destroy();
      return;
    }
    if (await sendFrames(response, frames)) {
      this.#bill(logged, usage);
    }
    response.end();
  }

  #usage(step: AnsweredStep, { toolOutputs }: ResponsesRequest): StepUsage {
    const told = step.usage ?? defaultUsage(toolOutputs);
    return this.#options.cacheWrites ? told : { ...told, cacheWrite: 0 };
  }

  #bill(logged: ModelRequest, usage: StepUsage): void {
    logged.completedAtMs = Date.now();
    logged.usage = usage;
    logged.costMicros = costMicros(this.#options.creditsPerMTok, logged.model, usage);
    charge(this.#state, logged.costMicros);
  }

  #reject(response: ServerResponse, { status, type, reachedType }: RejectStep): void {
    const reached = reachedType ?? this.#state.reachedType ?? 'workspace_member_credits_depleted';
    const headers = { ...rateLimitHeaders(this.#state), 'x-codex-rate-limit-reached-type': reached };
    const error = {
      type,
      message: 'The usage limit has been reached',
      plan_type: this.#state.planType,
      resets_at: this.#state.primary?.resetsAt,
    };
    sendAnswer(response, { kind: 'json', status, body: { error } }, headers);
  }
}
