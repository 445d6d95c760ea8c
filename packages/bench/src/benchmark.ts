import type { BenchEnvironment } from './environment/bench-environment.ts';
import type { Measurement } from './measurement.ts';

/** What a benchmark runs with. */
export interface BenchmarkContext {
  readonly environment: BenchEnvironment;
  /** Use small counts, to check that the benchmark works; its results are not meaningful. */
  readonly quick: boolean;
  /** The number of tasks that wait in the larger backlog. */
  readonly waiting: number;
  /** Receives lines for people about the progress. */
  readonly progress: (line: string) => void;
}

/** A group of related measurements. */
export interface Benchmark {
  /** The name that selects it on the command line. */
  readonly name: string;
  /** What is measured, and how. */
  readonly title: string;
  /**
   * Runs the benchmark.
   * @throws {Error} if something takes too long, or the user stops the run
   */
  readonly measure: (context: BenchmarkContext) => Promise<readonly Measurement[]>;
}

/** The measurements of a benchmark, or why there are none. */
export interface BenchmarkOutcome {
  readonly benchmark: Pick<Benchmark, 'name' | 'title'>;
  readonly measurements: readonly Measurement[];
  readonly failure?: string;
  /** The share of the CPU time that other programs used in the meantime, from 0 to 1. */
  readonly otherLoadShare: number;
}
