import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { POLICY_SCHEMA_FILE, policyJsonSchema } from '../../support/policyJsonSchema.ts';

interface JsonSchema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
}

/** Keys that a person could write and would not have explained. */
function unexplained({ properties = {}, items }: JsonSchema, place = ''): readonly string[] {
  const own = Object.entries(properties).flatMap(([key, schema]) => [
    ...(schema.description === undefined ? [`${place}${key}`] : []),
    ...unexplained(schema, `${place}${key}.`),
  ]);
  return [...own, ...(items === undefined ? [] : unexplained(items, place))];
}

describe('the JSON schema of policy files', () => {
  it('is that of the validation; if not, run node test/support/policyJsonSchema.ts', () => {
    const shipped: unknown = JSON.parse(readFileSync(POLICY_SCHEMA_FILE, 'utf8'));
    assert.deepEqual(shipped, JSON.parse(JSON.stringify(policyJsonSchema())));
  });

  it('knows no key that is not among its own, and requires no version', () => {
    const { additionalProperties, required = [] } = policyJsonSchema() as Readonly<Record<string, unknown>>;
    assert.deepEqual([additionalProperties, required], [false, []]);
  });

  it('explains every key but the two that need no words', () =>
    assert.deepEqual(unexplained(policyJsonSchema() as JsonSchema), ['$schema', 'version']));
});
