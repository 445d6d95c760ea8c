import type { ProcessOutput } from './work-process.ts';

/** The last output of an attempt, as text of at most 64 KiB each. */
export interface JobOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/** What is to be seen of a running job. */
export interface JobObserver {
  readonly onProgress: (fraction: number, text: string) => void;
  /** Called whenever there is new output. */
  readonly onOutput: (output: ProcessOutput) => void;
}

/** Passes on the output of one job. */
export interface OutputReporter {
  readonly onOutput: (output: ProcessOutput) => void;
  /** Passes on what has not been passed on. Later output is ignored. */
  readonly end: () => void;
}

/** Minimum time between two reports: making the text of 128 KiB takes a tenth of a millisecond, sending it more. */
const INTERVAL_MS = 1_000;

/** Creates a reporter that passes on the last output, at most once every INTERVAL_MS and at the end. */
export function createOutputReporter(report: (output: JobOutput) => void): OutputReporter {
  let latest: ProcessOutput | null = null;
  let timer: NodeJS.Timeout | null = null;
  let isOver = false;
  const flush = (): void => {
    timer = null;
    if (latest === null) return;
    report({ stdout: latest.stdout.text(), stderr: latest.stderr.text() });
    latest = null;
  };
  return {
    onOutput: (output) => {
      if (isOver) return;
      latest = output;
      timer ??= setTimeout(flush, INTERVAL_MS);
    },
    end: () => {
      isOver = true;
      if (timer !== null) clearTimeout(timer);
      flush();
    },
  };
}
