import { messageOf } from '@steadfast/runtime';

/** The input of a task of kind `command`. */
export interface CommandInput {
  /** The program and its arguments. They are passed as they are: no shell interprets them. */
  readonly argv: readonly [program: string, ...arguments: string[]];
  /** Environment variables in addition to those of the slave. */
  readonly env: Readonly<Record<string, string>>;
  /** The working directory; that of the slave unless it is given. */
  readonly cwd: string | null;
  /** What the program reads from its standard input. */
  readonly stdin: string;
}

/** The input of a command, or what is wrong with it and how to fix it. */
export type ParsedCommandInput =
  | { readonly ok: true; readonly input: CommandInput }
  | { readonly ok: false; readonly problem: string };

const EXAMPLE = 'for example { "argv": ["echo", "hello"] }';

const FIELDS = ['argv', 'env', 'cwd', 'stdin'];

/** The names that a POSIX shell passes on: the one that starts the program silently drops others, and resets IFS. */
const VARIABLE_PATTERN = /^[A-Za-z_][A-Za-z0-9_]*$/;

type Fields = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value can be passed to a program: the operating system ends strings at a null character. */
function isPassable(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('\0');
}

function argvProblem(argv: unknown): string | null {
  if (!Array.isArray(argv) || argv.length === 0)
    return `input.argv must be a list of the program and its arguments, ${EXAMPLE}`;
  const index = argv.findIndex((value) => !isPassable(value));
  if (index !== -1) return `input.argv[${index}] must be a string without null characters`;
  return argv[0] === '' ? 'input.argv[0] must name a program' : null;
}

function envProblem(env: unknown): string | null {
  if (env === undefined) return null;
  if (!isObject(env)) return 'input.env must be an object of strings';
  for (const [name, value] of Object.entries(env)) {
    if (!VARIABLE_PATTERN.test(name) || name === 'IFS')
      return `input.env has the variable ${JSON.stringify(name)}: use letters, digits and underscores, not a digit first, and not IFS`;
    if (!isPassable(value)) return `input.env.${name} must be a string without null characters`;
  }
  return null;
}

function problemOf(fields: Fields): string | null {
  const unknown = Object.keys(fields).find((name) => !FIELDS.includes(name));
  if (unknown !== undefined) return `input.${unknown} is not known; a command has ${FIELDS.join(', ')}`;
  const problem = argvProblem(fields['argv']) ?? envProblem(fields['env']);
  if (problem !== null) return problem;
  const { cwd, stdin } = fields;
  if (cwd !== undefined && (!isPassable(cwd) || cwd === ''))
    return 'input.cwd must be the path of a directory, without null characters';
  return stdin === undefined || typeof stdin === 'string' ? null : 'input.stdin must be a string';
}

/** Parses the input of a command: relaxed extended JSON, which is plain JSON for strings. */
export function parseCommandInput(text: string): ParsedCommandInput {
  if (text === '') return { ok: false, problem: `a command requires an input, ${EXAMPLE}` };
  let fields: unknown;
  try {
    fields = JSON.parse(text);
  } catch (error) {
    return { ok: false, problem: `the input is not JSON: ${messageOf(error)}` };
  }
  if (!isObject(fields)) return { ok: false, problem: `the input of a command must be an object, ${EXAMPLE}` };
  const problem = problemOf(fields);
  if (problem !== null) return { ok: false, problem };
  const { argv, env = {}, cwd = null, stdin = '' } = fields as Partial<CommandInput>;
  return { ok: true, input: { argv: argv as CommandInput['argv'], env, cwd, stdin } };
}
