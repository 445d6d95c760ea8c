import { relative } from 'node:path';

/** Quotes a word if a shell requires it. */
export function shellQuoted(word: string): string {
  return /^[\w./:=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Returns a path for use in a shell, relative to the current folder if that is shorter. */
export function shellPath(path: string): string {
  const here = relative('', path);
  return shellQuoted(here.length < path.length ? here : path);
}
