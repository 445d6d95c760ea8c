import type { DemoOptions } from './options.ts';
import type { Output } from '../view/view.ts';

/** Where a demo takes place. */
export interface DemoStage {
  readonly options: DemoOptions;
  /** The run folder. */
  readonly directory: string;
  readonly output: Output;
  /** Gives up. */
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
}
