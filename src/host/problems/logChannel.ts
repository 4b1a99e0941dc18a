import type * as vscode from 'vscode';

import type { Log, LogData } from '../../base/log.ts';

/** Writes to a log channel of VS Code, which adds instant and level. */
export function channelLog(channel: vscode.LogOutputChannel): Log {
  const line = (message: string, data: LogData = {}): string =>
    [message, ...Object.entries(data).map(([key, value]) => `${key}=${String(value)}`)].join(' ');
  return {
    debug: (message, data) => {
      channel.debug(line(message, data));
    },
    info: (message, data) => {
      channel.info(line(message, data));
    },
    warn: (message, data) => {
      channel.warn(line(message, data));
    },
    error: (message, data) => {
      channel.error(line(message, data));
    },
  };
}
