/** Values beside a constant message. Never a prompt, a file's content or a credential. */
export type LogData = Readonly<Record<string, string | number | boolean | undefined>>;

/** Where a room writes what happened; the composition roots say where it goes. */
export interface Log {
  debug(message: string, data?: LogData): void;
  info(message: string, data?: LogData): void;
  warn(message: string, data?: LogData): void;
  error(message: string, data?: LogData): void;
}
