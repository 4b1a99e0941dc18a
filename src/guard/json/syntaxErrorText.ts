import { type ParseErrorCode, printParseErrorCode } from 'jsonc-parser';

import { type Phrase, phrase } from '../../base/phrase.ts';

/** By the names that the parser has for them. */
const TEXTS: ReadonlyMap<string, Phrase> = new Map([
  ['InvalidSymbol', phrase('invalid symbol')],
  ['InvalidNumberFormat', phrase('invalid number format')],
  ['PropertyNameExpected', phrase('property name expected')],
  ['ValueExpected', phrase('value expected')],
  ['ColonExpected', phrase('colon expected')],
  ['CommaExpected', phrase('comma expected')],
  ['CloseBraceExpected', phrase('close brace expected')],
  ['CloseBracketExpected', phrase('close bracket expected')],
  ['EndOfFileExpected', phrase('end of file expected')],
  ['UnexpectedEndOfComment', phrase('unexpected end of comment')],
  ['UnexpectedEndOfString', phrase('unexpected end of string')],
  ['UnexpectedEndOfNumber', phrase('unexpected end of number')],
  ['InvalidUnicode', phrase('invalid unicode')],
  ['InvalidEscapeCharacter', phrase('invalid escape character')],
  ['InvalidCharacter', phrase('invalid character')],
]);

/** What the parser has against a text; undefined: there is nothing in it. */
export function syntaxErrorText(code: ParseErrorCode | undefined): Phrase | string {
  const name = code === undefined ? 'ValueExpected' : printParseErrorCode(code);
  return TEXTS.get(name) ?? name;
}
