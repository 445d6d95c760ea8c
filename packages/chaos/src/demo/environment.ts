import type { Output } from '../view/view.ts';
import type { DemoOptions } from './options.ts';

/** What a demo runs with. */
export interface DemoEnvironment {
  readonly options: DemoOptions;
  /** The run folder. */
  readonly directory: string;
  readonly output: Output;
  /** Aborts the demo. */
  readonly signal: AbortSignal;
  /** Prints a line about the progress of the demo. */
  readonly report: (line: string) => void;
}
