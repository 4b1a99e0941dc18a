/** Leaves out an empty HOME, which would be wherever this was called: where there is none, the system knows. */
export function leaveOutEmptyHome(env: NodeJS.ProcessEnv): void {
  if (env['HOME'] === '') {
    delete env['HOME'];
  }
}
