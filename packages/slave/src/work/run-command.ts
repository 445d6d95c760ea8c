import { statSync } from 'node:fs';
import { printable } from '@steadfast/records';
import { parseCommandInput, type CommandInput } from './command-input.ts';
import { findProgram } from './find-program.ts';
import { inheritedEnvironment } from './inherited-environment.ts';
import type { JobObserver } from './job-observer.ts';
import { lastLine } from './output-tail.ts';
import { createProcessStop } from './process-stop.ts';
import { startProcess, type ProcessEnd, type ProcessServices, type WorkProcess } from './work-process.ts';
import { endSoon, type ActiveJob } from './active-job.ts';
import type { Job, Outcome } from './work-runner.ts';

/** What commands run with. */
export interface CommandOptions extends ProcessServices {
  /** The programs that may be run, as argv[0] names them: by name or absolute path. Null if all may be. */
  readonly programs: readonly string[] | null;
  readonly memoryLimitBytes: number | null;
  /** Time between SIGTERM and SIGKILL. */
  readonly abortGraceMs: number;
}

/** A command that was started, or the reason why it was not. */
type StartedCommand =
  | { readonly ok: true; readonly child: WorkProcess; readonly program: string }
  | { readonly ok: false; readonly outcome: Outcome };

/**
 * Size of the standard output in the result: enough for the summary that a program prints last, and far below the
 * 64 KiB of a result, however its characters are escaped in JSON.
 */
const RESULT_OUTPUT_BYTES = 8 * 1024;

/** Length of what a reason quotes, in characters: it is repeated in ledger, history and log. */
const MAX_QUOTE_LENGTH = 300;

/**
 * Replaces itself by the program once a line arrives on file descriptor 3. The group is watched by then; if the slave
 * dies before, there is no line, and nothing has happened. The shell interprets nothing of the program's arguments.
 */
const GATE = ['sh', '-c', 'read -r line <&3 || exit 1; exec "$@" 3<&-', 'sh'];

function failed(reason: string, permanent = false): { readonly ok: false; readonly outcome: Outcome } {
  return { ok: false, outcome: { kind: 'failed', reason, permanent } };
}

/** Removes what cannot be part of an environment variable. */
function withoutNull(text: string): string {
  return text.replaceAll('\0', '');
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** Returns the path of the program, unless it may not or cannot be run. */
function locate({ argv, cwd }: CommandInput, programs: CommandOptions['programs']) {
  const [program] = argv;
  const name = quotable(program);
  if (programs !== null && !programs.includes(program))
    return failed(
      `this slave does not run ${name}; add it to --allow-commands, or use one of: ${programs.join(', ')}`,
      true,
    );
  if (cwd !== null && !isDirectory(cwd)) return failed(`input.cwd is not a directory on this slave: ${quotable(cwd)}`);
  const path = findProgram(program, cwd ?? process.cwd());
  return path === null
    ? failed(`cannot run ${name}: this slave has no executable file of that name`)
    : { ok: true as const, path };
}

/** Returns text from a task in a form that fits into a reason. */
function quotable(text: string): string {
  return printable(text.length <= MAX_QUOTE_LENGTH ? text : `${text.slice(0, MAX_QUOTE_LENGTH - 3)}...`);
}

function startCommand(
  { taskId, taskname, attempt, input: text }: Job,
  options: CommandOptions,
  callbacks: { readonly onOutput: () => void; readonly onEnd: (end: ProcessEnd) => void },
): StartedCommand {
  const parsed = parseCommandInput(text);
  if (!parsed.ok) return failed(parsed.problem, true);
  const { argv, cwd, env, stdin } = parsed.input;
  const located = locate(parsed.input, options.programs);
  if (!located.ok) return located;
  const child = startProcess(options, {
    ...callbacks,
    argv: [...GATE, located.path, ...argv.slice(1)],
    cwd: cwd ?? undefined,
    env: {
      ...inheritedEnvironment(),
      ...env,
      STEADFAST_TASK_ID: withoutNull(taskId),
      STEADFAST_TASK_NAME: withoutNull(taskname),
      STEADFAST_ATTEMPT: String(attempt),
    },
  });
  child.channel.end('start\n');
  child.stdin.end(stdin);
  return { ok: true, child, program: quotable(argv[0]) };
}

/** Returns how a command ended by itself. */
function outcomeOf(end: ProcessEnd, { output }: WorkProcess, argv0: string): Outcome {
  const line = lastLine(output.stderr.text());
  const detail = line === '' ? '' : `: ${quotable(line)}`;
  switch (end.kind) {
    case 'exited': {
      if (end.code !== 0)
        return { kind: 'failed', reason: `${argv0} exited with code ${end.code}${detail}`, permanent: false };
      const stdoutTail = output.stdout.text(RESULT_OUTPUT_BYTES).trimEnd();
      const result = stdoutTail === '' ? { exitCode: 0 } : { exitCode: 0, stdoutTail };
      return { kind: 'succeeded', result: JSON.stringify(result) };
    }
    case 'killed':
      return { kind: 'failed', reason: `${argv0} was killed by ${end.signal}${detail}`, permanent: false };
    case 'not started': {
      const { code, message } = end.error;
      if (code === 'E2BIG')
        return { kind: 'failed', reason: 'input.argv and input.env are too long for this system', permanent: true };
      return { kind: 'failed', reason: `cannot start ${argv0}: ${message}`, permanent: false };
    }
  }
}

/** Runs a command. */
export function runCommand(
  job: Job,
  options: CommandOptions,
  observer: JobObserver,
  onEnd: (outcome: Outcome) => void,
): ActiveJob {
  const started = startCommand(job, options, {
    onOutput: () => {
      if (started.ok) observer.onOutput(started.child.output);
    },
    onEnd: (end) => {
      if (started.ok) onEnd(stop.end() ?? outcomeOf(end, started.child, started.program));
    },
  });
  if (!started.ok) return endSoon(started.outcome, onEnd);
  const { child } = started;
  const stop = createProcessStop(child, job, options);
  return { abort: stop.abort, kill: () => child.signal('SIGKILL') };
}
