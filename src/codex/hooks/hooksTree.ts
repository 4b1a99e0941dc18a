import { type Node, type ParseError, parseTree } from 'jsonc-parser';

import { GuardError } from '../../base/errors.ts';
import { type Phrase, phrase } from '../../base/phrase.ts';
import { HOOK_EVENTS } from '../../core/hooks/hookStatus.ts';
import { type HookPlace, isOwnCommand } from './hookConfig.ts';

/** A hook of ours in the text of a hooks.json. */
export interface OwnHook extends HookPlace {
  readonly node: Node;
}

/** The hooks of ours, in the order of events and places. */
export function findOwnHooks(tree: Node): OwnHook[] {
  return HOOK_EVENTS.flatMap((event) =>
    groupsOf(tree, event).flatMap((groupNode, group) =>
      (child(groupNode, 'hooks')?.children ?? []).flatMap((node, handler) =>
        isOwnCommand(valueOf(node, 'command'), event) ? [{ event, group, handler, node }] : [],
      ),
    ),
  );
}

export function groupsOf(tree: Node, event: string): readonly Node[] {
  const hooks = child(tree, 'hooks');
  return (hooks === undefined ? undefined : child(hooks, event)?.children) ?? [];
}

/** Reads a text as strictly as Codex does, as far as we touch it. */
export function readTree(file: string, text: string): Node {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const [error] = errors;
  if (tree === undefined || error !== undefined) {
    throw brokenAt(file, text, error?.offset ?? 0, phrase('this is not JSON'));
  }
  expect(file, text, tree, 'object', phrase('the file'));
  const hooks = child(tree, 'hooks');
  if (hooks !== undefined) {
    expect(file, text, hooks, 'object', '“hooks”');
    refuseDoubles(file, text, hooks);
    for (const event of HOOK_EVENTS) {
      const groups = child(hooks, event);
      if (groups !== undefined) {
        expect(file, text, groups, 'array', `“${event}”`);
      }
      for (const group of groups?.children ?? []) {
        expect(file, text, group, 'object', phrase('a group of “{0}”', event));
        expect(file, text, child(group, 'hooks') ?? group, 'array', phrase('“hooks” of a group of “{0}”', event));
      }
    }
  }
  refuseDoubles(file, text, tree);
  return tree;
}

function expect(file: string, text: string, node: Node, type: 'object' | 'array', what: Phrase | string): void {
  if (node.type !== type) {
    const said = type === 'object' ? phrase('{0} must be an object', what) : phrase('{0} must be a list', what);
    throw brokenAt(file, text, node.offset, said);
  }
}

function refuseDoubles(file: string, text: string, object: Node): void {
  const names = (object.children ?? []).map(propertyName);
  const double = (object.children ?? []).find((property, index) => names.indexOf(propertyName(property)) < index);
  if (double !== undefined) {
    throw brokenAt(file, text, double.offset, phrase('“{0}” stands there twice', propertyName(double)));
  }
}

export function brokenAt(file: string, text: string, offset: number, what: Phrase): GuardError {
  const line = text.slice(0, offset).split('\n').length;
  return new GuardError('hooks.invalid', phrase('{0}, line {1}: {2}', file, line, what), {
    remedy: phrase('Mend the file first. Nothing was changed.'),
  });
}

export function child(object: Node, name: string): Node | undefined {
  return object.children?.find((property) => propertyName(property) === name)?.children?.[1];
}

export function valueOf(object: Node, name: string): unknown {
  return child(object, name)?.value;
}

export function propertyName(property: Node): string {
  return String(property.children?.[0]?.value);
}
