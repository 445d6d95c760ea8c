import { printable } from '@steadfast/records';

/**
 * Breaks a text into lines of at most `width` characters, at spaces where possible. The first line keeps the spaces with
 * which the text begins; the others begin with the indentation.
 */
export function wrapText(text: string, width: number, indentation = ''): string[] {
  const lines: string[] = [];
  let start = /^ */.exec(text)?.[0] ?? '';
  let line = '';
  const room = (): number => Math.max(1, width - start.length);
  const finish = (finished: string): void => {
    lines.push(start + finished);
    start = indentation;
    line = '';
  };
  for (const word of printable(text.slice(start.length)).split(' ')) {
    let rest = word;
    if (line !== '' && line.length + 1 + rest.length > room()) finish(line);
    while (rest.length > room()) {
      const fitting = rest.slice(0, room());
      rest = rest.slice(fitting.length);
      finish(fitting);
    }
    line = line === '' ? rest : `${line} ${rest}`;
  }
  return [...lines, start + line];
}
