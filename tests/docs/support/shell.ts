/** A simple command: a program with its arguments. */
export interface ShellCommand {
  /** The variables set for this command only, by name. */
  readonly environment: Readonly<Record<string, string>>;
  /** The program and its arguments, without quotes. */
  readonly words: readonly string[];
  /** The number of the line that it begins on, from 1. */
  readonly line: number;
}

/** Words that may precede a command, and are not part of it. */
const PREFIXES = new Set([
  'do',
  'then',
  'else',
  'if',
  'while',
  'until',
  '!',
  'time',
  'sudo',
  'nohup',
  'exec',
  'setsid',
]);

/** Words that begin a part of a compound command that holds no program. */
const WITHOUT_PROGRAM = new Set(['for', 'done', 'fi', '{', '}']);

const ASSIGNMENT = /^([A-Za-z_]\w*)=(.*)$/su;

/** Matches what ends a word outside of quotes. */
const END_OF_WORD = /[\s;&|<>()]/u;

/** Reads a script from left to right. */
class ScriptReader {
  offset = 0;
  line = 1;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  get next(): string {
    return this.text[this.offset] ?? '';
  }

  get isAtEnd(): boolean {
    return this.offset >= this.text.length;
  }

  startsWith(prefix: string): boolean {
    return this.text.startsWith(prefix, this.offset);
  }

  /** Returns the next characters and moves behind them. */
  take(count = 1): string {
    const taken = this.text.slice(this.offset, this.offset + count);
    this.line += taken.split('\n').length - 1;
    this.offset += count;
    return taken;
  }

  /** Returns everything before the next occurrence of a text, or before the end, and moves there. */
  takeUntil(end: string): string {
    const found = this.text.indexOf(end, this.offset);
    return this.take((found === -1 ? this.text.length : found) - this.offset);
  }
}

/** Reads `$(…)`, with its parentheses. */
function readSubstitution(reader: ScriptReader): string {
  let text = '';
  let depth = 0;
  do {
    const character = reader.take();
    text += character;
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
  } while (!reader.isAtEnd && (depth > 0 || text === '$'));
  return text;
}

function readDoubleQuoted(reader: ScriptReader): string {
  let text = '';
  reader.take();
  while (!reader.isAtEnd && reader.next !== '"') {
    if (reader.next === '\\') reader.take();
    text += reader.take();
  }
  reader.take();
  return text;
}

function readWord(reader: ScriptReader): string {
  let word = '';
  while (!reader.isAtEnd && !END_OF_WORD.test(reader.next)) {
    if (reader.next === "'") {
      reader.take();
      word += reader.takeUntil("'");
      reader.take();
    } else if (reader.next === '"') word += readDoubleQuoted(reader);
    else if (reader.startsWith('$(')) word += readSubstitution(reader);
    else if (reader.startsWith('\\\n')) reader.take(2);
    else {
      if (reader.next === '\\') reader.take();
      word += reader.take();
    }
  }
  return word;
}

function skipBlanks(reader: ScriptReader): void {
  while (reader.next === ' ' || reader.next === '\t' || reader.startsWith('\\\n'))
    reader.take(reader.next === '\\' ? 2 : 1);
}

/** Skips a redirection. Returns the delimiter of a here-document if it is one. */
function skipRedirection(reader: ScriptReader): string | undefined {
  const isHereDocument = reader.startsWith('<<');
  while (/[<>&-]/u.test(reader.next)) reader.take();
  skipBlanks(reader);
  const target = readWord(reader);
  return isHereDocument ? target : undefined;
}

/** Returns a command without the variables and keywords before its program; undefined if there is no program. */
function toCommand(words: readonly string[], line: number): ShellCommand | undefined {
  const environment: Record<string, string> = {};
  let index = 0;
  for (; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const [, name, value = ''] = ASSIGNMENT.exec(word) ?? [];
    if (name !== undefined) environment[name] = value;
    else if (word === '-u' && words[index - 1] === 'sudo') index += 1;
    else if (!PREFIXES.has(word)) break;
  }
  const rest = words.slice(index);
  return rest.length === 0 || WITHOUT_PROGRAM.has(rest[0] ?? '') ? undefined : { environment, words: rest, line };
}

/**
 * Returns the simple commands in a shell script: those of pipelines and lists one by one, without comments and
 * redirections. Knows as much of the shell as examples in documentation need.
 */
export function parseShell(text: string): ShellCommand[] {
  const reader = new ScriptReader(text);
  const commands: ShellCommand[] = [];
  let words: string[] = [];
  let line = 1;
  let hereDocument: string | undefined;
  const endCommand = (): void => {
    const command = toCommand(words, line);
    if (command !== undefined) commands.push(command);
    words = [];
  };
  while (!reader.isAtEnd) {
    skipBlanks(reader);
    if (reader.next === '#') reader.takeUntil('\n');
    else if (/[\n;&|()]/u.test(reader.next)) {
      endCommand();
      const character = reader.take();
      if (character !== '\n' || hereDocument === undefined) continue;
      reader.takeUntil(`\n${hereDocument}`);
      reader.take(hereDocument.length + 1);
      hereDocument = undefined;
    } else if (/[<>]/u.test(reader.next)) hereDocument = skipRedirection(reader) ?? hereDocument;
    else if (!reader.isAtEnd) {
      if (words.length === 0) ({ line } = reader);
      const word = readWord(reader);
      // The number of a file descriptor, as in `2> FILE`.
      if (!(/^\d$/u.test(word) && /[<>]/u.test(reader.next))) words.push(word);
    }
  }
  endCommand();
  return commands;
}
