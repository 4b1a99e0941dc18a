/**
 * The JSON schema by which editors complete and explain policy files, made of the one that files are held against:
 * `node test/support/policyJsonSchema.ts` writes it anew.
 */
import { writeFileSync } from 'node:fs';

import * as z from 'zod';

import { policySchema } from '../../src/guard/policy/policySchema.ts';

export const POLICY_SCHEMA_FILE = new URL('../../media/policy.schema.json', import.meta.url);

/** The schema as a value. Comments are let pass by the language that the files are given, trailing commas by a key of VS Code's. */
export function policyJsonSchema(): object {
  const schema = z.toJSONSchema(policySchema, { io: 'input', target: 'draft-7' });
  return { ...schema, title: 'Codex Guardrails policy, version 1', allowTrailingCommas: true };
}

if (import.meta.main) {
  writeFileSync(POLICY_SCHEMA_FILE, `${JSON.stringify(policyJsonSchema(), null, 2)}\n`);
}
