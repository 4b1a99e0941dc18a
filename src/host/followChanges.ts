import * as vscode from 'vscode';

import { nextTurn } from '../base/timers.ts';
import type { PolicySource } from '../guard/policy/parsePolicy.ts';
import type { IngestClient } from '../ingest/ingestClient.ts';
import type { CodexAccess } from './codexAccess.ts';
import { onDidChangeConfiguration } from './configuration.ts';
import type { HookGuard } from './hooks/hookGuard.ts';
import { watchFiles } from './policy/watchFiles.ts';
import type { StateStore } from './stateStore.ts';
import type { WalletPoller } from './wallet/walletPoller.ts';

/** Has something disposed of at the end, and gives it back. */
export type Own = <T extends vscode.Disposable>(part: T) => T;

/** What has to know of changes outside of it. */
interface Followers {
  readonly codex: Pick<CodexAccess, 'disconnect'>;
  readonly ingest: Pick<IngestClient, 'onDidChange'>;
  readonly wallet: Pick<WalletPoller, 'refresh' | 'refreshIfOld'>;
  readonly hooks: Pick<HookGuard, 'keepUp' | 'lookForFailure' | 'places' | 'refresh' | 'refreshSoon'>;
  readonly store: Pick<StateStore, 'reload'>;
  readonly openPolicySources: () => Promise<readonly PolicySource[]>;
  readonly hookFailuresFile: string;
}

/**
 * Follows what others change (files, settings, which window has the focus), and asks a first time for what only Codex
 * and the disk know. The first watch of a window and the first look at its settings each take VS Code a while, so that
 * each has a turn of the event loop to itself.
 */
export async function followChanges(followers: Followers, own: Own): Promise<void> {
  await followFiles(followers, own);
  const { codex, wallet, hooks } = followers;
  own(
    onDidChangeConfiguration(() => {
      codex.disconnect();
      void wallet.refresh();
    }),
  );
  own(
    vscode.window.onDidChangeWindowState(({ focused }) => {
      if (focused) {
        wallet.refreshIfOld();
      } else {
        codex.disconnect();
      }
    }),
  );
  wallet.refreshIfOld();
  await nextTurn();

  void hooks.keepUp();
  await nextTurn();

  void hooks.refresh();
  await nextTurn();

  void hooks.lookForFailure();
}

async function followFiles(followers: Followers, own: Own): Promise<void> {
  const { ingest, hooks, store, openPolicySources, hookFailuresFile } = followers;
  const policyFiles = (await openPolicySources()).map(({ file }) => file);
  await nextTurn();

  own(
    watchFiles(policyFiles, () => {
      void store.reload();
      void hooks.keepUp();
    }),
  );
  await nextTurn();

  const { hooksFile, configFile } = await hooks.places();
  await nextTurn();

  own(
    watchFiles([hooksFile, configFile], () => {
      hooks.refreshSoon();
    }),
  );
  const lookForFailure = (): void => {
    void hooks.lookForFailure();
  };
  own(watchFiles([hookFailuresFile], lookForFailure));
  // What hooks have been answered since stands in the ledger.
  own(ingest.onDidChange(lookForFailure));
  await nextTurn();
}
