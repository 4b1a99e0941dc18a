import { homedir } from 'node:os';
import path from 'node:path';

import { saidInEnglish } from '../../base/phrase.ts';
import { isAbout } from '../../core/policy/override.ts';
import { overrideRules } from '../../core/policy/overrideText.ts';
import { policyRules } from '../../core/policy/policyText.ts';
import { type PolicySource, parsePolicy } from '../../guard/policy/parsePolicy.ts';
import { WORKSPACE_POLICY_NAME } from '../../guard/policy/policySources.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { printJson, table } from '../output.ts';
import { readNamedFile } from '../readNamedFile.ts';

/** Says whether a policy file (the person's own by default) is valid, and if not, where and why. */
export function policyValidate(context: CliContext, _options: object, args: readonly string[]): ExitCode {
  const file = path.resolve(args[0] ?? context.folder.userPolicyFile);
  const parsed = parsePolicy(readNamedFile(file), sourceOf(file));
  if (parsed.kind === 'valid') {
    context.terminal.out(`${file} is valid.\n`);
    return EXIT.done;
  }
  const { line, text } = parsed.issue;
  context.terminal.err(`${file}, line ${line}: ${saidInEnglish(text)}.\n`);
  return EXIT.badInput;
}

/** A file is read as it will be where it lies: what may stand in a workspace's is not quite the same. */
function sourceOf(file: string): PolicySource {
  const isWorkspaces = path.basename(file) === WORKSPACE_POLICY_NAME;
  return {
    file,
    level: isWorkspaces ? 'workspace' : 'user',
    homeFolder: homedir(),
    workspace: isWorkspaces ? path.dirname(file) : undefined,
  };
}

/** The rules in force in a folder. */
export async function policyShow(
  context: CliContext,
  options: { readonly cwd?: string; readonly json?: boolean },
): Promise<ExitCode> {
  const { policy, problems } = await context.policy(options.cwd ?? process.cwd());
  const nowMs = Date.now();
  const overrides = context.ledger
    .overridesOfToday(nowMs)
    .filter((override) => policy.budgets.some((rule) => isAbout(override, rule)));
  if (options.json === true) {
    printJson(context.terminal, { policy, problems, overrides });
  } else {
    const rules = [
      ...policyRules(policy, context.t, context.format),
      ...overrideRules(policy, overrides, context.t, context.format, nowMs),
    ];
    const rows = rules.map(({ key, says, file }) => [key, says, file ?? 'default']);
    context.terminal.out(table(['rule', 'says', 'from'], rows, 3));
  }
  return EXIT.done;
}
