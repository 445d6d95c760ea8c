const NAME_PATTERN = /^[A-Za-z0-9._-]{1,64}$/;

/** The kinds that slaves run without a handler. */
const RESERVED_NAMES = new Set(['sleep', 'command']);

/** Returns why a handler cannot have this name; null if it can. */
export function nameProblem(name: unknown): string | null {
  if (typeof name !== 'string' || !NAME_PATTERN.test(name))
    return `the name of a handler must be 1 to 64 letters, digits, dots, hyphens or underscores, not ${JSON.stringify(name)}`;
  return RESERVED_NAMES.has(name) ? `no handler may be named ${name}: slaves run that kind themselves` : null;
}
