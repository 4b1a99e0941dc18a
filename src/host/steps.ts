import * as vscode from 'vscode';

/** What came of a question: an answer, the wish to change the one before, or nothing any more. */
export type StepAnswer<T> =
  { readonly kind: 'answer'; readonly value: T } | { readonly kind: 'back' } | { readonly kind: 'away' };

/** Which of several questions it is. */
export interface StepPlace {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
}

/** Asks for one of some items. */
export function pickStep<T extends vscode.QuickPickItem>(
  place: StepPlace,
  placeholder: string,
  items: readonly T[],
): Promise<StepAnswer<T>> {
  const pick = vscode.window.createQuickPick<T>();
  Object.assign(pick, { ...place, placeholder, items, ignoreFocusOut: true });
  return answerOf(pick, place, () => pick.selectedItems[0]);
}

/** Asks for a text; what `problemOf` finds wrong with it is said while it is written. */
export function inputStep(
  place: StepPlace,
  prompt: string,
  value: string,
  problemOf: (text: string) => string | undefined,
): Promise<StepAnswer<string>> {
  const input = vscode.window.createInputBox();
  Object.assign(input, { ...place, prompt, value, ignoreFocusOut: true });
  input.onDidChangeValue((text) => {
    input.validationMessage = problemOf(text);
  });
  return answerOf(input, place, () => {
    const problem = problemOf(input.value);
    input.validationMessage = problem;
    return problem === undefined ? input.value : undefined;
  });
}

/** Asks one question after the other, each with what was answered before; back from the first is back from all. */
export async function inOrder<T>(
  questions: readonly ((given: T) => Promise<StepAnswer<T>>)[],
  start: T,
): Promise<StepAnswer<T>> {
  const given = [start];
  while (given.length <= questions.length) {
    const answer = await questions[given.length - 1]?.(given.at(-1) ?? start);
    if (answer?.kind === 'answer') {
      given.push(answer.value);
    } else if (answer?.kind === 'back' && given.length > 1) {
      given.pop();
    } else {
      return answer ?? { kind: 'away' };
    }
  }
  return { kind: 'answer', value: given.at(-1) ?? start };
}

function answerOf<T>(
  input: vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox,
  { step }: StepPlace,
  read: () => T | undefined,
): Promise<StepAnswer<T>> {
  input.buttons = step > 1 ? [vscode.QuickInputButtons.Back] : [];
  return new Promise((resolve) => {
    input.onDidTriggerButton(() => {
      resolve({ kind: 'back' });
      input.hide();
    });
    input.onDidAccept(() => {
      const value = read();
      if (value !== undefined) {
        resolve({ kind: 'answer', value });
        input.hide();
      }
    });
    input.onDidHide(() => {
      resolve({ kind: 'away' });
      input.dispose();
    });
    input.show();
  });
}
