import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { GuardError, messageOf } from '../../base/errors.ts';
import { repeat } from '../../base/timers.ts';
import { AppServerClient, type AppServerOptions } from './appServerClient.ts';
import { CAN_BE_KEPT, attachKept, beat, noteKept } from './keptServer.ts';
import { RequestGate } from './requestGate.ts';
import { hooksAnswer } from './threadAnswers.ts';
import { TurnEvents, type TurnGates } from './turnEvents.ts';
import { TurnGate } from './turnGate.ts';

/** How to start a turn's app-server. */
export interface GatedServerOptions extends AppServerOptions {
  /** Where gates may be made. */
  readonly gatesFolder: string;
  /**
   * Should we end, it waits so long at its gate for another guard, where it can be made to; undefined: it ends with us,
   * and also where it cannot, for then nobody would hold it.
   */
  readonly graceMs?: number;
}

/** A started app-server, and whether its requests wait at a gate. */
export interface GatedServer {
  readonly client: AppServerClient;
  readonly gate: TurnGate | undefined;
  readonly events: TurnEvents;
  /** Where it is kept, should we end; undefined: it ends with us. */
  readonly place: string | undefined;
  /** With these it ends. */
  readonly resources: Disposable;
  /** Others can find it where it is kept. */
  readonly noted: () => Promise<void>;
  /** Lets go of one that is kept. */
  readonly leave: () => void;
}

/** So often we say that we are there, and look in a run of another guard for requests that nobody has told us of. */
const BEAT_EVERY_MS = 2_000;

/** Starts an app-server behind a gate; one without where that cannot be, for then its turn can still be interrupted. */
export async function startServer(options: GatedServerOptions, cwd: string): Promise<GatedServer> {
  const kept =
    CAN_BE_KEPT && options.graceMs !== undefined ? await tryToKeep(options, options.graceMs, cwd) : undefined;
  if (kept !== undefined) {
    return kept;
  }
  const resources = new DisposableStore();
  const requestGate = await makeGate(options);
  try {
    if (requestGate !== undefined) {
      resources.add(requestGate);
    }
    const client = resources.add(await startClient(options, requestGate));
    const gates = requestGate === undefined ? undefined : await joinGate(client, requestGate, options, cwd);
    const events = resources.add(new TurnEvents(client, gates, options.log));
    const notKept = { place: undefined, noted: () => Promise.resolve(), leave: () => undefined };
    return { client, gate: gates?.turnGate, events, resources, ...notKept };
  } catch (error) {
    resources.dispose();
    throw error;
  }
}

/** Goes on with an app-server that is kept at its gate. Throws `codex.exited` where it has ended. */
export async function attachServer(options: AppServerOptions, place: string): Promise<GatedServer> {
  const requestGate = await RequestGate.reopen(place);
  const client = await AppServerClient.start({ ...options, startProcess: attachKept(place) });
  return keptServer(client, gatesOf(client, requestGate, options), options, (events) => events.findWaiting());
}

/** Undefined where it cannot be kept: by an older Codex, or because nothing would hold it. */
async function tryToKeep(options: GatedServerOptions, graceMs: number, cwd: string): Promise<GatedServer | undefined> {
  const requestGate = await makeGate(options);
  if (requestGate === undefined) {
    return undefined;
  }
  const keptIn = { folder: requestGate.folder, graceMs };
  try {
    const client = await AppServerClient.start({ ...options, args: requestGate.codexArgs, keptIn });
    if (await runsOurHooks(client, cwd)) {
      return keptServer(client, gatesOf(client, requestGate, options), options);
    }
    client.onDidExit(() => {
      requestGate.dispose();
    });
    client.dispose();
    return undefined;
  } catch (error) {
    requestGate.dispose();
    if (GuardError.is(error, 'codex.exited')) {
      return undefined;
    }
    throw error;
  }
}

/** Its gate stands until its app-server has ended: without, nothing would hold it. */
function keptServer(
  client: AppServerClient,
  gates: TurnGates,
  { log }: AppServerOptions,
  lookAround: (events: TurnEvents) => Promise<void> = () => Promise.resolve(),
): GatedServer {
  const { requestGate, turnGate } = gates;
  const events = new TurnEvents(client, gates, log);
  const place = requestGate.folder;
  const look = (): void => {
    Promise.all([beat(place, Date.now()), lookAround(events)]).catch((error: unknown) => {
      log.warn('a run could not be looked after', { reason: messageOf(error) });
    });
  };
  look();
  const beating = repeat(look, BEAT_EVERY_MS);
  const resources = new DisposableStore();
  resources.add(client);
  resources.add(events);
  resources.add(beating);
  client.onDidExit(() => {
    beating.dispose();
    requestGate.dispose();
  });
  const leave = (): void => {
    beating.dispose();
    events.leave();
    client.leave();
  };
  return { client, gate: turnGate, events, place, resources, noted: () => noteKept(place), leave };
}

async function makeGate({ gatesFolder, log }: GatedServerOptions): Promise<RequestGate | undefined> {
  try {
    return RequestGate.isPossible ? await RequestGate.create(gatesFolder) : undefined;
  } catch (error) {
    log.warn('no gate could be made', { folder: gatesFolder, reason: messageOf(error) });
    return undefined;
  }
}

/** An older Codex may not start with these settings; then it starts without. */
async function startClient(options: GatedServerOptions, gate: RequestGate | undefined): Promise<AppServerClient> {
  try {
    return await AppServerClient.start({ ...options, args: gate?.codexArgs ?? [] });
  } catch (error) {
    if (gate === undefined || !GuardError.is(error, 'codex.exited')) {
      throw error;
    }
    return AppServerClient.start(options);
  }
}

/** Undefined where Codex does not run our hooks: they are switched off, or left to administrators. */
async function joinGate(
  client: AppServerClient,
  requestGate: RequestGate,
  options: GatedServerOptions,
  cwd: string,
): Promise<TurnGates | undefined> {
  if (!(await runsOurHooks(client, cwd))) {
    // Should one of the hooks be run, it must not wait for anybody.
    await requestGate.open();
    options.log.warn('codex does not run hooks of ours, so that a run is stopped at its cap and cannot be held');
    return undefined;
  }
  return gatesOf(client, requestGate, options);
}

function gatesOf(client: AppServerClient, requestGate: RequestGate, { log }: AppServerOptions): TurnGates {
  const turnGate = new TurnGate(requestGate, log, (error) => {
    log.error('a request could not be let pass, so that its run is given up', { error: messageOf(error) });
    client.dispose();
  });
  return { turnGate, requestGate };
}

async function runsOurHooks(client: AppServerClient, cwd: string): Promise<boolean> {
  try {
    const events = await client.request('hooks/list', { cwds: [cwd] }, hooksAnswer);
    return events.includes('preModelRequest') && events.includes('preCompact');
  } catch (error) {
    if (GuardError.is(error, 'codex.refused') || GuardError.is(error, 'codex.protocol')) {
      return false;
    }
    throw error;
  }
}
