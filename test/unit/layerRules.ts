/** Which room may import what: the table of ARCHITECTURE §2, and a checker that reads every import of some sources. */
import { isBuiltin } from 'node:module';
import path from 'node:path';

import ts from 'typescript';

interface Room {
  /** Rooms, or single files of them. */
  readonly imports: readonly string[];
  /** Names of packages; `lit/*` means all below it, `node:*` all of Node. */
  readonly packages: readonly string[];
  readonly hasTimers: boolean;
}

const BELOW_HOST = ['base', 'core', 'codex', 'ledger', 'guard', 'ingest'] as const;
/** The one file outside `src` that is read, by whoever puts the parts together. */
const RATE_CARD = '../media/rate-card.json';
const PANEL_PACKAGES = ['lit', 'lit/*', '@vscode-elements/*', '@vscode/codicons', '@vscode/codicons/*'];

const ROOMS: ReadonlyMap<string, Room> = new Map<string, Room>([
  ['base', { imports: [], packages: [], hasTimers: true }],
  ['core', { imports: ['base'], packages: [], hasTimers: false }],
  ['codex', { imports: ['base', 'core'], packages: ['node:*', 'zod/mini', 'jsonc-parser'], hasTimers: true }],
  ['ledger', { imports: ['base', 'core'], packages: ['node:*'], hasTimers: true }],
  [
    'guard',
    { imports: ['base', 'core'], packages: ['zod/mini', 'zod/v4/locales/en.js', 'jsonc-parser'], hasTimers: false },
  ],
  ['ingest', { imports: ['base', 'core', 'codex', 'ledger'], packages: ['node:*'], hasTimers: true }],
  ['cli', { imports: [...BELOW_HOST, RATE_CARD], packages: ['node:*', 'commander'], hasTimers: true }],
  [
    'host',
    {
      imports: [
        ...BELOW_HOST,
        'panel/accuracyProtocol.ts',
        'panel/budgetProtocol.ts',
        'panel/composerProtocol.ts',
        'panel/messageProtocol.ts',
        'panel/noticeProtocol.ts',
        'panel/nowProtocol.ts',
        'panel/panelProtocol.ts',
        'panel/runProtocol.ts',
        'panel/runsProtocol.ts',
        'panel/spendProtocol.ts',
        'panel/tableProtocol.ts',
        'panel/walletProtocol.ts',
        RATE_CARD,
      ],
      packages: ['node:*', 'vscode'],
      hasTimers: true,
    },
  ],
  ['panel', { imports: ['base', 'core'], packages: [...PANEL_PACKAGES, 'zod/mini'], hasTimers: true }],
  [
    'extension.ts',
    { imports: [...BELOW_HOST, 'host', 'cli', 'panel', RATE_CARD], packages: ['node:*', 'vscode'], hasTimers: true },
  ],
]);

const TIMERS: ReadonlySet<string> = new Set(['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask']);

interface Import {
  readonly line: number;
  readonly name: string;
}

export interface LayerReport {
  readonly filesRead: number;
  readonly importsRead: number;
  /** `file:line what is wrong; what to do instead`. */
  readonly breaches: readonly string[];
  /** `a.ts → b.ts → a.ts`. */
  readonly cycles: readonly string[];
}

/** Checks sources, given by their path inside `src` with slashes. */
export function checkLayers(sources: ReadonlyMap<string, string>): LayerReport {
  const breaches: string[] = [];
  const graph = new Map<string, string[]>();
  let importsRead = 0;
  for (const [file, text] of sources) {
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true);
    const { imports, timers } = scan(source);
    importsRead += imports.length;
    graph.set(
      file,
      imports.filter(({ name }) => name.startsWith('.')).map(({ name }) => resolve(file, name)),
    );
    for (const { line, name } of imports) {
      const advice = adviceOn(file, name, sources);
      if (advice !== undefined) {
        breaches.push(`${file}:${line} imports ${name}; ${advice}`);
      }
    }
    if (ROOMS.get(roomOf(file))?.hasTimers === false) {
      breaches.push(...timers.map(({ line, name }) => `${file}:${line} calls ${name}; take a timer as a parameter`));
    }
  }
  return { filesRead: sources.size, importsRead, breaches, cycles: cyclesOf(graph) };
}

/** A file's first folder; a file at the top is its own room. */
function roomOf(file: string): string {
  return file.split('/', 1)[0] ?? file;
}

function resolve(file: string, name: string): string {
  return path.posix.normalize(path.posix.join(path.posix.dirname(file), name));
}

/** What to do instead of an import; undefined where it is right. */
function adviceOn(file: string, name: string, sources: ReadonlyMap<string, string>): string | undefined {
  const room = ROOMS.get(roomOf(file));
  if (room === undefined) {
    return `${roomOf(file)} is no room of the table: put the file into one`;
  }
  return name.startsWith('.')
    ? adviceOnFile(roomOf(file), room, resolve(file, name), sources)
    : adviceOnPackage(roomOf(file), room, name);
}

function adviceOnFile(
  from: string,
  room: Room,
  target: string,
  sources: ReadonlyMap<string, string>,
): string | undefined {
  const to = roomOf(target);
  if (to === from || room.imports.includes(to) || room.imports.includes(target)) {
    return sources.has(target) || /\.(css|json)$/.test(target) ? undefined : 'there is no such file';
  }
  if (from === 'guard') {
    return 'state the need as an interface in guard/ports.ts, and join both in a composition root';
  }
  if (to === 'panel') {
    return 'only the protocols of the panel are for others';
  }
  return `${from} may import only ${room.imports.join(', ') || 'itself'}: take it as a parameter, or move the file`;
}

function adviceOnPackage(from: string, room: Room, name: string): string | undefined {
  if (name === 'node:sqlite' && from !== 'ledger') {
    return 'SQL is spoken in ledger/ only: add a method there';
  }
  if (isBuiltin(name) && !name.startsWith('node:')) {
    return `write node:${name}`;
  }
  const fits = (pattern: string): boolean =>
    pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
  if (room.packages.some(fits)) {
    return undefined;
  }
  return name === 'vscode'
    ? 'VS Code is spoken in host/ only: move it there'
    : `${from} has no use of it: move it to a room that has`;
}

/** Every import of a file: static, of types, dynamic, re-exports, `require`; and every timer it sets. */
function scan(source: ts.SourceFile): { readonly imports: Import[]; readonly timers: Import[] } {
  const imports: Import[] = [];
  const timers: Import[] = [];
  const note = (into: Import[], node: ts.Node, name: string): void => {
    into.push({ line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1, name });
  };
  const noteModule = (node: ts.Node, specifier: ts.Node | undefined): void => {
    note(imports, node, specifier !== undefined && ts.isStringLiteralLike(specifier) ? specifier.text : '(computed)');
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined)) {
      noteModule(node, node.moduleSpecifier);
    } else if (ts.isImportTypeNode(node)) {
      noteModule(node, ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined);
    } else if (ts.isExternalModuleReference(node)) {
      noteModule(node, node.expression);
    } else if (ts.isCallExpression(node)) {
      const callee = node.expression.getText(source).replace(/^globalThis\./, '');
      if (node.expression.kind === ts.SyntaxKind.ImportKeyword || callee === 'require') {
        noteModule(node, node.arguments[0]);
      } else if (TIMERS.has(callee)) {
        note(timers, node, callee);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { imports, timers };
}

/** Each cycle once, from its first file by name. */
function cyclesOf(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const found = new Set<string>();
  const done = new Set<string>();
  const walk = (file: string, trail: readonly string[]): void => {
    const at = trail.indexOf(file);
    if (at >= 0) {
      const loop = trail.slice(at);
      const first = loop.indexOf(loop.toSorted()[0] ?? file);
      const turned = [...loop.slice(first), ...loop.slice(0, first)];
      found.add([...turned, turned[0]].join(' → '));
    } else if (!done.has(file)) {
      for (const next of graph.get(file) ?? []) {
        walk(next, [...trail, file]);
      }
      done.add(file);
    }
  };
  for (const file of graph.keys()) {
    walk(file, []);
  }
  return [...found];
}
