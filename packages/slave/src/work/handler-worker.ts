import { fileURLToPath } from 'node:url';
import { printable } from '@steadfast/records';
import {
  createLineReader,
  encodeLine,
  MAX_REASON_LENGTH,
  type HandlerOrder,
  type HandlerReport,
  type RunReport,
} from './handler-messages.ts';
import { decodeReport } from './handler-report.ts';
import { inheritedEnvironment } from './inherited-environment.ts';
import { createOutputGate } from './output-gate.ts';
import { lastLine } from './output-tail.ts';
import { readFairly, startProcess, type ProcessEnd, type ProcessServices, type WorkProcess } from './work-process.ts';

/** A process that has loaded the handlers, or is loading them. */
export interface HandlerWorker {
  readonly child: WorkProcess;
  readonly send: (order: Exclude<HandlerOrder, { readonly kind: 'load' }>) => void;
}

/** What a worker is started with. */
export interface HandlerWorkerOptions extends ProcessServices {
  /** The absolute path of the module with the handlers. */
  readonly handlersPath: string;
  /** Maximum size of the heap. */
  readonly memoryLimitBytes: number | null;
}

/** What happens to a worker. */
export interface HandlerWorkerCallbacks {
  readonly onLoaded: (names: readonly string[]) => void;
  readonly onReport: (report: RunReport) => void;
  readonly onOutput: () => void;
  /** Called last, with the reason, which completes a sentence such as "the attempt failed: ...". */
  readonly onEnd: (reason: string) => void;
}

const PROGRAM = fileURLToPath(new URL('./handler-process.ts', import.meta.url));

/** How long a module may take to load: many times as long as the largest ones take on a busy machine. */
const LOAD_DEADLINE_MS = 30_000;

const MEBIBYTE = 1024 * 1024;

function commandLine(memoryLimitBytes: number | null): string[] {
  const limit = memoryLimitBytes === null ? [] : [`--max-old-space-size=${Math.ceil(memoryLimitBytes / MEBIBYTE)}`];
  return [process.execPath, ...limit, PROGRAM];
}

/** Describes an end that the process itself has not explained. */
function describeEnd(end: ProcessEnd, { output }: WorkProcess): string {
  const stderr = output.stderr.text();
  if (end.kind === 'not started') return `the handler process cannot be started: ${end.error.message}`;
  if (stderr.includes('JavaScript heap out of memory'))
    return 'the handler process ran out of memory: its heap is full';
  const how = end.kind === 'exited' ? `exited with code ${end.code}` : `was killed by ${end.signal}`;
  const line = printable(lastLine(stderr));
  return `the handler process ${how}${line === '' ? '' : `: ${line}`}`.slice(0, MAX_REASON_LENGTH);
}

/** Calls back for each report in the messages of a process; for anything else it is killed. */
function readReports(child: WorkProcess, onReport: (report: HandlerReport) => void, onGarbage: () => void): void {
  const read = createLineReader((line) => {
    const report = decodeReport(line);
    if (report === null) onGarbage();
    else onReport(report);
  }, onGarbage);
  readFairly(child.channel, read);
}

/** Starts a process that loads the handlers. */
export function startHandlerWorker(
  options: HandlerWorkerOptions,
  { onLoaded, onReport, onOutput, onEnd }: HandlerWorkerCallbacks,
): HandlerWorker {
  let explanation: string | null = null;
  const child = startProcess(options, {
    argv: commandLine(options.memoryLimitBytes),
    env: inheritedEnvironment(),
    onOutput: () => {
      onOutput();
      gate.onOutput();
    },
    onEnd: (end) => {
      clearTimeout(deadline);
      gate.open();
      onEnd(explanation ?? describeEnd(end, child));
    },
  });
  const gate = createOutputGate(() => child.output, onReport);
  const kill = (reason: string): void => {
    explanation ??= reason;
    child.signal('SIGKILL');
  };
  const deadline = setTimeout(
    () => kill(`the handlers took longer than ${LOAD_DEADLINE_MS / 1_000} s to load`),
    LOAD_DEADLINE_MS,
  );
  readReports(
    child,
    (report) => {
      switch (report.kind) {
        case 'loaded':
          clearTimeout(deadline);
          onLoaded(report.names);
          break;
        case 'not loaded':
        case 'crashed':
          kill(report.reason);
          break;
        case 'succeeded':
        case 'failed':
          gate.pass(report);
          break;
        case 'progress':
          onReport(report);
          break;
      }
    },
    () => kill('the handler process sent a malformed message'),
  );
  child.stdin.end();
  child.channel.write(
    encodeLine({ kind: 'load', path: options.handlersPath, heapLimitBytes: options.memoryLimitBytes }),
  );
  return { child, send: (order) => child.channel.write(encodeLine(order)) };
}
