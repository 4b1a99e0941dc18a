import { type Spoken, spokenIn } from '../support/l10n/spoken.ts';
import type { Workbench } from '../support/vscode/workbench.ts';

/** Answers all that `Run Task…` asks, up to the question that tells what the run will cost, or its refusal. */
export async function wishTask(
  workbench: Workbench,
  prompt: string,
  { t, command }: Spoken = spokenIn(),
): Promise<void> {
  await workbench.runCommand(command('runTask'));
  await workbench.quickInput.answer(t('Run Task (1 of 3): what should Codex do?'), prompt);
  await workbench.quickInput.row('GPT-6.1-Sol').waitFor();
  await workbench.quickInput.type('GPT-5.5');
  await workbench.quickInput.pick('GPT-5.5');
  await workbench.quickInput.pick('medium');
}
