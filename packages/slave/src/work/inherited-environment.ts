/** Returns the environment of the slave without its own configuration, which may hold secrets. */
export function inheritedEnvironment(): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('STEADFAST_')));
}
