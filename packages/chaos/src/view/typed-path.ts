import { relative } from 'node:path';

/** A path as one would type it here, when that is shorter. */
export function typedPath(path: string): string {
  const here = relative('', path);
  return here.length < path.length ? here : path;
}
