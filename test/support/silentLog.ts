import type { Log } from '../../src/base/log.ts';

const ignore = (): void => undefined;

/** For parts that must have a log where nobody reads it. */
export const silentLog: Log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
