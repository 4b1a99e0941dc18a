import { type Spoken, spokenIn } from '../support/l10n/spoken.ts';
import type { Workbench } from '../support/vscode/workbench.ts';

/** What a wish is made with, besides its prompt. */
interface WishOptions {
  readonly spoken?: Spoken;
  /** As it is shown. */
  readonly model?: string;
  /** Where the window has several. */
  readonly folder?: string;
}

/** Answers all that `Run Task…` asks, up to the question that tells what the run will cost, or its refusal. */
export async function wishTask(
  workbench: Workbench,
  prompt: string,
  { spoken: { t, command } = spokenIn(), model = 'GPT-5.5', folder }: WishOptions = {},
): Promise<void> {
  await workbench.runCommand(command('runTask'));
  if (folder !== undefined) {
    await workbench.quickInput.pick(folder);
  }
  await workbench.quickInput.answer(t('Run Task (1 of 3): what should Codex do?'), prompt);
  await workbench.quickInput.row('GPT-6.1-Sol').waitFor();
  await workbench.quickInput.type(model);
  await workbench.quickInput.pick(model);
  await workbench.quickInput.pick('medium');
}

/** The same, and says yes to what it will cost. */
export async function startTask(workbench: Workbench, prompt: string, options: WishOptions = {}): Promise<void> {
  await wishTask(workbench, prompt, options);
  const [run = ''] = (await workbench.modal.buttons()).filter((label) => label.startsWith('Run'));
  await workbench.modal.click(run);
}
