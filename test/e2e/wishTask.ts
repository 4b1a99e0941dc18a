import type { Workbench } from '../support/vscode/workbench.ts';

/** Answers all that `Run Task…` asks, up to the question that tells what the run will cost, or its refusal. */
export async function wishTask(workbench: Workbench, prompt: string): Promise<void> {
  await workbench.runCommand('Codex Guardrails: Run Task…');
  await workbench.quickInput.answer('what should Codex do', prompt);
  await workbench.quickInput.row('GPT-6.1-Sol').waitFor();
  await workbench.quickInput.type('GPT-5.5');
  await workbench.quickInput.pick('GPT-5.5');
  await workbench.quickInput.pick('medium');
}
