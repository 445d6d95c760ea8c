import { wrapText } from '@steadfast/checker';
import { print } from './console.ts';

/**
 * Prints text to standard output. On a terminal, lines are wrapped at spaces. Indented lines, which are commands to copy,
 * stay whole.
 */
export function printWrapped(text: string): void {
  const { isTTY, columns } = process.stdout;
  if (!isTTY || !(columns > 0)) return print(text);
  for (const line of text.split('\n'))
    for (const part of line.startsWith(' ') ? [line] : wrapText(line, columns, '  ')) print(part);
}
