import type { RunReport } from './handler-messages.ts';
import type { ProcessOutput } from './work-process.ts';

/** The report that ends an attempt. */
export type EndReport = Exclude<RunReport, { readonly kind: 'progress' }>;

/** Holds back the end of an attempt until all that it has printed has arrived, which takes another way. */
export interface OutputGate {
  readonly pass: (report: EndReport) => void;
  /** To be called when there is new output. */
  readonly onOutput: () => void;
  /** To be called when no more output follows. */
  readonly open: () => void;
}

/** How long output may take to arrive: it is on its way already, unless the process claims more than it has printed. */
const DEADLINE_MS = 1_000;

/** Creates a gate to `deliver`. */
export function createOutputGate(output: () => ProcessOutput, deliver: (report: EndReport) => void): OutputGate {
  let held: EndReport | null = null;
  let deadline: NodeJS.Timeout | undefined;
  const open = (): void => {
    const report = held;
    held = null;
    clearTimeout(deadline);
    if (report !== null) deliver(report);
  };
  const hasArrived = ({ printedBytes }: EndReport): boolean => {
    const { stdout, stderr } = output();
    return stdout.totalBytes() + stderr.totalBytes() >= printedBytes;
  };
  return {
    pass: (report) => {
      if (hasArrived(report)) deliver(report);
      else if (held === null) {
        held = report;
        deadline = setTimeout(open, DEADLINE_MS);
      }
    },
    onOutput: () => {
      if (held !== null && hasArrived(held)) open();
    },
    open,
  };
}
