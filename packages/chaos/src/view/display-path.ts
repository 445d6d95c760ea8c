import { relative } from 'node:path';

/** Returns a path relative to the working directory if that is shorter; otherwise as it is. */
export function displayPath(path: string): string {
  const relativePath = relative('', path);
  return relativePath.length < path.length ? relativePath : path;
}
