import type * as z from 'zod/mini';

import { type Phrase, phrase } from '../../base/phrase.ts';

/** A schema's own text for what it refuses: zod keeps it as a string, and `issueText` makes it a phrase again. */
export function ownText({ message }: Phrase): string {
  return message;
}

/** What is wrong with a value, as a schema found it. */
export function issueText(issue: z.core.$ZodIssue): Phrase {
  if (issue.message !== '') {
    return { message: issue.message, values: [] };
  }
  switch (issue.code) {
    case 'invalid_type':
      return phrase('expected {0}, received {1}', issue.expected, typeName(issue.input));
    case 'invalid_value':
      return oneOf(issue.values);
    case 'invalid_union':
      return oneOf('options' in issue ? issue.options : []);
    case 'unrecognized_keys':
      return phrase('“{0}” is not known', issue.keys.join(', '));
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return phrase('Too big: expected {0} to be {1}', issue.origin, bound(issue.inclusive, '<', issue.maximum));
    default:
      return phrase('not valid');
  }
}

function oneOf(values: readonly unknown[]): Phrase {
  const list = values.map((value) => JSON.stringify(value)).join('|');
  switch (values.length) {
    case 0:
      return phrase('not valid');
    case 1:
      return phrase('expected {0}', list);
    default:
      return phrase('Invalid option: expected one of {0}', list);
  }
}

function tooSmall({ origin, inclusive, minimum }: z.core.$ZodIssueTooSmall): Phrase {
  const least = bound(inclusive, '>', minimum);
  switch (origin) {
    case 'string':
      return phrase('Too small: expected {0} to have {1} characters', origin, least);
    case 'array':
      return phrase('Too small: expected {0} to have {1} items', origin, least);
    default:
      return phrase('Too small: expected {0} to be {1}', origin, least);
  }
}

function bound(isInclusive: boolean | undefined, sign: '<' | '>', limit: number | bigint): string {
  return `${sign}${isInclusive === true ? '=' : ''}${limit}`;
}

/** The names of JSON. A number may be one that JSON has not. */
function typeName(value: unknown): string {
  if (typeof value === 'number') {
    return Number.isFinite(value) ? 'number' : String(value);
  }
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
}
