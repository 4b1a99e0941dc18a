import type { Node } from 'jsonc-parser';

import { phrase } from '../../base/phrase.ts';
import { HOOK_EVENTS } from '../../core/hooks/hookStatus.ts';
import { type HookDefinition, type HookPlace, handlerJson } from './hookConfig.ts';
import { type OwnHook, brokenAt, child, findOwnHooks, groupsOf, propertyName, readTree, valueOf } from './hooksTree.ts';
import { type Splice, appended, childrenRemoved, spliced, styleOf } from './jsonSplices.ts';

/** What a home without a hooks.json, or with an empty one, begins with. */
const NO_HOOKS = '{\n  "hooks": {}\n}\n';

/**
 * Adds our hooks to the text of a hooks.json; undefined: there is no such file. Ours go last, since Codex tells hooks by
 * their places, and one of ours that is there as another definition becomes the one given where it stands. Of all else
 * no byte changes. Throws `hooks.invalid` with file and line for a text that Codex could not read either.
 */
export function withOwnHooks(file: string, text: string | undefined, hooks: readonly HookDefinition[]): string {
  const before = isBlank(text) ? NO_HOOKS : text;
  const renewed = spliced(before, renewals(file, before, hooks));
  const absent = hooks.filter(({ event }) => !ownHooksIn(file, renewed).some((own) => own.event === event));
  return absent.reduce((changed, hook) => withGroup(file, changed, hook), renewed);
}

/**
 * Takes our hooks out. Where others stand behind one of ours, an empty group stays in its place, so that theirs keep
 * their places, and with these their trust. Throws `hooks.invalid`, also where one of ours shares its group with others
 * behind it: to part them is for the person.
 */
export function withoutOwnHooks(file: string, text: string): string {
  if (isBlank(text)) {
    return text;
  }
  const inGroups = spliced(text, removals(file, text));
  const tree = readTree(file, inGroups);
  const hooks = child(tree, 'hooks');
  const emptied = (hooks?.children ?? []).filter((property) => {
    const had = groupsOf(tree, propertyName(property)).length;
    return had === 0 && groupsOf(readTree(file, text), propertyName(property)).length > 0;
  });
  return hooks === undefined ? inGroups : spliced(inGroups, childrenRemoved(hooks, emptied));
}

/** Where hooks of ours stand, with the commands that they run. */
export function ownHooksIn(file: string, text: string | undefined): (HookPlace & { readonly command: string })[] {
  const own = isBlank(text) ? [] : findOwnHooks(readTree(file, text));
  return own.map(({ event, group, handler, node }) => ({
    event,
    group,
    handler,
    command: String(valueOf(node, 'command')),
  }));
}

function isBlank(text: string | undefined): text is undefined | '' {
  return text === undefined || text.trim() === '';
}

function renewals(file: string, text: string, hooks: readonly HookDefinition[]): Splice[] {
  const own = findOwnHooks(readTree(file, text));
  return hooks.flatMap((hook) => {
    const [first] = own.filter(({ event }) => event === hook.event);
    const json = handlerJson(hook);
    return first === undefined || isSame(first.node, json) ? [] : [replaced(first.node, JSON.stringify(json))];
  });
}

function isSame(handler: Node, json: Readonly<Record<string, unknown>>): boolean {
  const keys = (handler.children ?? []).map(propertyName);
  return keys.length === Object.keys(json).length && keys.every((key) => valueOf(handler, key) === json[key]);
}

function withGroup(file: string, text: string, hook: HookDefinition): string {
  const tree = readTree(file, text);
  const style = styleOf(text);
  const group = { hooks: [handlerJson(hook)] };
  const hooks = child(tree, 'hooks');
  if (hooks === undefined) {
    return spliced(text, [appended(tree, { hooks: { [hook.event]: [group] } }, style, 1)]);
  }
  const groups = child(hooks, hook.event);
  return spliced(text, [
    groups === undefined ? appended(hooks, { [hook.event]: [group] }, style, 2) : appended(groups, group, style, 3),
  ]);
}

function removals(file: string, text: string): Splice[] {
  const tree = readTree(file, text);
  return HOOK_EVENTS.flatMap((event) => {
    const own = findOwnHooks(tree).filter((hook) => hook.event === event);
    const groups = groupsOf(tree, event);
    const wholly = groups.filter((group, index) => {
      const handlers = child(group, 'hooks')?.children ?? [];
      return handlers.length > 0 && own.filter((hook) => hook.group === index).length === handlers.length;
    });
    const lastOther = groups.findLastIndex((group) => !wholly.includes(group));
    const atEnd = wholly.filter((group) => groups.indexOf(group) > lastOther);
    const between = wholly.filter((group) => groups.indexOf(group) < lastOther);
    const list = groups[0]?.parent;
    return [
      ...(list === undefined ? [] : childrenRemoved(list, atEnd)),
      ...between.map((group) => replaced(group, '{"hooks":[]}')),
      ...groups.filter((group) => !wholly.includes(group)).flatMap((group) => fromShared(file, text, group, own)),
    ];
  });
}

/** Ours at the end of a group that others share. */
function fromShared(file: string, text: string, group: Node, own: readonly OwnHook[]): Splice[] {
  const handlers = child(group, 'hooks');
  const ours = (handlers?.children ?? []).filter((handler) => own.some(({ node }) => node === handler));
  if (handlers === undefined || ours.length === 0) {
    return [];
  }
  if (handlers.children?.slice(-ours.length).every((handler) => ours.includes(handler)) !== true) {
    throw brokenAt(
      file,
      text,
      group.offset,
      phrase('our hook stands in one group with others behind it, and cannot be taken out'),
    );
  }
  return childrenRemoved(handlers, ours);
}

function replaced({ offset, length }: Node, text: string): Splice {
  return { offset, length, text };
}
