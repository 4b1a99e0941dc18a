import path from 'node:path';

import * as vscode from 'vscode';

/** Calls back when one of these files is written, made or taken away, by whatever program. */
export function watchFiles(files: readonly string[], onDidChange: () => void): vscode.Disposable {
  return vscode.Disposable.from(
    ...files.flatMap((file) => {
      const folder = vscode.Uri.file(path.dirname(file));
      const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, path.basename(file)));
      return [
        watcher,
        watcher.onDidCreate(onDidChange),
        watcher.onDidChange(onDidChange),
        watcher.onDidDelete(onDidChange),
      ];
    }),
  );
}
