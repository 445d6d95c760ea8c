/** Control characters, which evidence may contain, and which could control a terminal. */
const CONTROL_CHARACTERS = /\p{Cc}/gu;

/**
 * Breaks a text into lines of at most `width` characters, at spaces where possible. Lines after the first begin with the
 * indentation.
 */
export function wrapText(text: string, width: number, indentation = ''): string[] {
  const lines: string[] = [];
  let line = '';
  const room = (): number => Math.max(1, width - (lines.length === 0 ? 0 : indentation.length));
  const finish = (finished: string): void => {
    lines.push((lines.length === 0 ? '' : indentation) + finished);
  };
  for (const word of text.replace(CONTROL_CHARACTERS, ' ').split(' ')) {
    let rest = word;
    if (line !== '' && line.length + 1 + rest.length > room()) {
      finish(line);
      line = '';
    }
    while (rest.length > room()) {
      const fitting = rest.slice(0, room());
      rest = rest.slice(fitting.length);
      finish(fitting);
    }
    line = line === '' ? rest : `${line} ${rest}`;
  }
  finish(line);
  return lines;
}
