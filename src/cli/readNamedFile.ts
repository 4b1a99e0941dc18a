import { GuardError } from '../base/errors.ts';
import { readFileText } from '../ledger/fileText.ts';

/** The text of a file that somebody has named; that it is not there, or cannot be read, is said. */
export function readNamedFile(file: string): string {
  const content = readFileText(file);
  if (content.kind !== 'text') {
    const reason = content.kind === 'absent' ? 'there is no such file' : content.reason;
    throw new GuardError('input.invalid', `${file} cannot be read: ${reason}`);
  }
  return content.text;
}
