/**
 * Warns of variables in a `make` command that its target does not use, such as TASK= for TASKS=. A target uses the
 * variables that its help text lists, those that the Makefile defines, and the environment variables of the programs.
 * Arguments: the target, then the names of the variables.
 */
import { readFileSync } from 'node:fs';
import { nearestName } from '../packages/runtime/src/nearest-name.ts';

/** Variables that every program or script reads from the environment. */
const COMMON = /^(?:STEADFAST_\w+|COMPOSE_PROJECT_NAME|NO_COLOR|NODE_OPTIONS)$/;

const MAKEFILE = readFileSync(new URL('../Makefile', import.meta.url), 'utf8');

/** Returns the variables that the help text of a target lists. */
function listedVariables(target: string): string[] {
  const line = MAKEFILE.split('\n').find((text) => text.startsWith(`${target}:`) && text.includes('## ')) ?? '';
  return [...line.slice(line.indexOf('## ')).matchAll(/\b([A-Z][A-Z_]*)=/g)].map(([, name = '']) => name);
}

/** Returns the variables that the Makefile itself defines. */
function definedVariables(): string[] {
  return [...MAKEFILE.matchAll(/^([A-Z_]+) *[:?]?=/gm)].map(([, name = '']) => name);
}

const [target = '', ...names] = process.argv.slice(2);
const listed = listedVariables(target);
const known = new Set([...listed, ...definedVariables()]);
for (const name of names) {
  if (known.has(name) || COMMON.test(name)) continue;
  const nearest = nearestName(name.toUpperCase(), listed);
  const hint = nearest === undefined ? `it uses ${listed.join(', ') || 'none'}` : `did you mean ${nearest}?`;
  process.stderr.write(`warning: make ${target} does not use ${name}; ${hint}\n`);
}
