import { pathToFileURL } from 'node:url';
import { nameProblem } from './handler-name.ts';
import type { Handler } from './handler.ts';

/** The handlers of a module by name, in the order in which it exports them. */
export type LoadedHandlers = ReadonlyMap<string, Handler>;

const EXAMPLE = 'export default { resize: async ({ input }) => { ... } }';

type Entry = readonly [name: unknown, run: unknown];

/** Returns the entry for an item of an exported list. */
function entryOf(item: unknown): Entry {
  if (typeof item !== 'object' || item === null) throw new Error('every handler in its list must be { name, run }');
  const { name, run } = item as Readonly<Record<string, unknown>>;
  return [name, run];
}

function entriesOf(exported: unknown): readonly Entry[] {
  if (Array.isArray(exported)) return exported.map(entryOf);
  if (typeof exported === 'object' && exported !== null) return Object.entries(exported);
  throw new Error(`it must export its handlers as the default: ${EXAMPLE}`);
}

function checkEntry([name, run]: Entry): [string, Handler] {
  const problem = nameProblem(name);
  if (problem !== null) throw new Error(problem);
  if (typeof run !== 'function') throw new Error(`the handler ${String(name)} must be a function`);
  return [String(name), run as Handler];
}

/** @throws {Error} when the exported value is not `Handlers` */
function handlersOf(exported: unknown): LoadedHandlers {
  const handlers = new Map<string, Handler>();
  for (const entry of entriesOf(exported)) {
    const [name, run] = checkEntry(entry);
    if (handlers.has(name)) throw new Error(`it has two handlers named ${name}`);
    handlers.set(name, run);
  }
  if (handlers.size === 0) throw new Error(`it exports no handler; for example: ${EXAMPLE}`);
  return handlers;
}

/**
 * Imports a module of handlers.
 * @throws whatever the module throws, and {Error} when its default export is not `Handlers`
 */
export async function loadHandlers(path: string): Promise<LoadedHandlers> {
  const { default: exported } = (await import(pathToFileURL(path).href)) as { readonly default?: unknown };
  return handlersOf(exported);
}
