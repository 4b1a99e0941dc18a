import { coalesce } from '../../base/coalesce.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter, type Event } from '../../base/emitter.ts';
import { messageOf } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { oneAtATime } from '../../base/oneAtATime.ts';
import type { AppServerClient } from '../../codex/appServer/appServerClient.ts';
import type { HookFolders, HookPlaces, HookPlan } from '../../codex/hooks/hookInstall.ts';
import type { HookRuntime } from '../../codex/hooks/hookRuntime.ts';
import type { HookProgram } from '../../core/hooks/hookPlanText.ts';
import { type HookFailure, isAnsweredSince } from '../../core/hooks/hookFailure.ts';
import type { HookStatus } from '../../core/hooks/hookStatus.ts';
import { type HookStanding, standingOf } from '../../core/hooks/unguarded.ts';
import type { HookSightingStore } from '../../guard/ports.ts';

/** What the hooks of a home are looked at and changed with. */
interface HookGuardParts {
  /** The home whose Codex is asked. */
  readonly home: () => string;
  readonly ask: <T>(question: (client: AppServerClient) => Promise<T>) => Promise<T>;
  readonly folders: HookFolders;
  /** Where hooks that nothing answered are noted. */
  readonly hookFailuresFile: string;
  readonly runtime: HookRuntime;
  /** What hooks do where nothing answers them, as the policy of this machine says. */
  readonly onFailure: () => Promise<'allow' | 'deny'>;
  readonly store: HookSightingStore;
  readonly log: Log;
}

/** Codex may write its files several times in a row. */
const REFRESH_EVERY_MS = 1_000;

/**
 * Our hooks in the person's Codex home: how they stand, and putting them in and taking them out. What this takes is
 * loaded when it is first needed.
 */
export class HookGuard implements Disposable {
  readonly #parts: HookGuardParts;
  readonly #resources = new DisposableStore();
  readonly #onDidChange: Emitter<void>;
  readonly #refresh = oneAtATime(() => this.#read());
  readonly #refreshSoon;
  readonly #lookForFailure = oneAtATime(() => this.#readFailure());
  #hooks: readonly HookStatus[] = [];
  #failure: HookFailure | undefined;

  constructor(parts: HookGuardParts) {
    this.#parts = parts;
    this.#onDidChange = new Emitter((error) => {
      parts.log.error('a listener to hooks failed', { error: messageOf(error) });
    });
    this.#refreshSoon = this.#resources.add(coalesce(() => void this.refresh(), REFRESH_EVERY_MS));
  }

  /** Empty where none are installed, or Codex has not answered yet. */
  get hooks(): readonly HookStatus[] {
    return this.#hooks;
  }

  /** The last hook that nothing answered, while none has been answered since. */
  get failure(): HookFailure | undefined {
    return this.#hooks.length === 0 ? undefined : this.#failure;
  }

  get onDidChange(): Event<void> {
    return this.#onDidChange.event;
  }

  /** What the hooks start. */
  async program(): Promise<HookProgram> {
    const { folders, runtime } = this.#parts;
    const { node, hook } = runtime;
    const { launcherFile } = await import('../../codex/hooks/hookRuntime.ts');
    return { launcher: launcherFile(folders.binFolder), node, hook, hooksFolder: folders.hooksFolder };
  }

  /** Where hooks and what Codex notes of them stand. */
  async places(): Promise<HookPlaces> {
    const { hookPlaces } = await import('../../codex/hooks/hookInstall.ts');
    return hookPlaces(this.#parts.home());
  }

  /** Asks Codex again. Where nobody has installed hooks, it is not asked. Never throws. */
  refresh(): Promise<void> {
    return this.#refresh();
  }

  refreshSoon(): void {
    this.#refreshSoon();
  }

  /** Looks again whether hooks are answered. Never throws. */
  lookForFailure(): Promise<void> {
    return this.#lookForFailure();
  }

  /** Hooks that are installed go on to find their program, and do what the policy says where it fails. Never throws. */
  async keepUp(): Promise<void> {
    const { folders, runtime, onFailure, log } = this.#parts;
    try {
      const { isLauncherNeeded } = await import('../../codex/hooks/hookInstall.ts');
      const { keepLauncher, tellOnFailure } = await import('../../codex/hooks/hookRuntime.ts');
      if (await isLauncherNeeded(this.#parts.home(), folders)) {
        await keepLauncher(folders.binFolder, runtime);
        await tellOnFailure(folders.binFolder, await onFailure());
      }
    } catch (error) {
      log.warn('the launcher of hooks could not be kept up to date', { reason: messageOf(error) });
    }
  }

  /** What would be written. Throws `hooks.invalid`. */
  async plan(): Promise<HookPlan> {
    const { planHooks } = await import('../../codex/hooks/hookInstall.ts');
    return planHooks(this.#parts.home(), this.#parts.folders);
  }

  /** Writes as planned; `trusts`: the person has said that Codex shall trust the hooks of the plan. */
  async install(plan: HookPlan, { trusts }: { readonly trusts: boolean }): Promise<void> {
    const { folders, runtime, ask } = this.#parts;
    const { writeLauncher } = await import('../../codex/hooks/hookRuntime.ts');
    const { writeHooks } = await import('../../codex/hooks/hookInstall.ts');
    const { trustHooks } = await import('../../codex/hooks/hookTrust.ts');
    await writeLauncher(folders.binFolder, runtime);
    await this.keepUp();
    await writeHooks(plan, folders);
    if (trusts) {
      await ask((client) => trustHooks(client, plan));
    }
    await this.refresh();
  }

  /** Takes our hooks out. What Codex has noted of them stays where it cannot be asked: it trusts nothing else. */
  async uninstall(): Promise<void> {
    const { folders, ask, log } = this.#parts;
    const { removeHooks } = await import('../../codex/hooks/hookInstall.ts');
    const { forgetHooks } = await import('../../codex/hooks/hookTrust.ts');
    const places = await this.places();
    try {
      await ask((client) => forgetHooks(client, places));
    } catch (error) {
      log.warn('codex keeps its note that hooks of ours were trusted', { reason: messageOf(error) });
    }
    await removeHooks(places.home, folders);
    await this.#note(places, 'out');
    await this.refresh();
  }

  dispose(): void {
    this.#resources.dispose();
    this.#onDidChange.dispose();
  }

  async #read(): Promise<void> {
    const { folders, ask, log } = this.#parts;
    try {
      const { isGuarded } = await import('../../codex/hooks/hookInstall.ts');
      const places = await this.places();
      const isInstalled = await isGuarded(places, folders);
      const { launcher } = await this.program();
      const { readHookStates } = await import('../../codex/hooks/hookTrust.ts');
      this.#hooks = isInstalled ? (await ask((client) => readHookStates(client, places, launcher))).hooks : [];
      if (isInstalled) {
        await this.#note(places, standingOf(this.#hooks, isInstalled));
      }
    } catch (error) {
      log.warn('codex could not be asked how it takes our hooks', { reason: messageOf(error) });
    }
    this.#onDidChange.fire();
  }

  /** What has failed is also mended, as far as that takes no more than what hooks start. */
  async #readFailure(): Promise<void> {
    const { hookFailuresFile, store, log } = this.#parts;
    try {
      const { lastFailure } = await import('../../codex/hooks/hookFailures.ts');
      const last = await lastFailure(hookFailuresFile);
      const isOver = last !== undefined && isAnsweredSince(last, await store.lastHookAnswerAtMs());
      const failure = isOver ? undefined : last;
      if (failure?.atMs === this.#failure?.atMs && failure?.reason === this.#failure?.reason) {
        return;
      }
      this.#failure = failure;
      if (failure !== undefined) {
        log.warn('a hook was not answered', { event: failure.event, reason: failure.reason });
        await this.keepUp();
      }
    } catch (error) {
      log.warn('it is not known whether hooks are answered', { reason: messageOf(error) });
    }
    this.#onDidChange.fire();
  }

  /** Rollouts may be known under the home's name as it is set, or as it is. */
  async #note({ home }: HookPlaces, standing: HookStanding): Promise<void> {
    const nowMs = Date.now();
    for (const name of new Set([this.#parts.home(), home])) {
      await this.#parts.store.noteHooks(name, standing, nowMs);
    }
  }
}
