import { GuardError } from '../../base/errors.ts';
import { PRESETS, type PresetId, presetText, presetWords } from '../../guard/policy/policyPresets.ts';
import { ensurePrivateFolder } from '../../ledger/privateFolder.ts';
import { backUpFile, readFileText, writeFileText } from '../../ledger/fileText.ts';
import { ask } from '../ask.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { requirePerson } from '../person.ts';

/** Writes a policy to begin with. One that is there is replaced only by a person, and a copy of it is kept. */
export async function policyInit(
  { terminal, folder, t }: CliContext,
  _options: object,
  [name = '']: readonly string[],
): Promise<ExitCode> {
  const preset = presetOf(name);
  const file = folder.userPolicyFile;
  let copy: string | undefined;
  if (readFileText(file).kind !== 'absent') {
    requirePerson(terminal, 'to replace a policy');
    if ((await ask(`Replace ${file}? A copy is kept. [y/N] `)) !== 'y') {
      terminal.err('Not written.\n');
      return EXIT.notConfirmed;
    }
    copy = await backUpFile(file, Date.now());
  }
  ensurePrivateFolder(folder.root);
  await writeFileText(file, presetText(preset));
  terminal.out(`${file} is written. ${presetWords(preset, t).says}\n`);
  terminal.out(copy === undefined ? '' : `The one before is kept as ${copy}.\n`);
  return EXIT.done;
}

function presetOf(name: string): PresetId {
  const preset = PRESETS.find((one) => one === name);
  if (preset === undefined) {
    throw new GuardError('input.invalid', `“${name}” is not known; expected ${PRESETS.join(', ')}`);
  }
  return preset;
}
