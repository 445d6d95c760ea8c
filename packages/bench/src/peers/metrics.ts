/** A measured value. */
export interface MetricValue {
  readonly value: number;
  /** Whether the measurement ended before what it waited for happened: the true value is larger. */
  readonly capped?: boolean;
}

/** How a metric is shown. */
export interface Metric {
  readonly title: string;
  readonly unit: '' | '/s' | 'ms' | 's';
  /** Whether a comparison with it makes sense, and which direction is better. */
  readonly better?: 'higher' | 'lower';
}

/** Everything that is measured, in the order of the tables. */
export const METRICS = {
  noOpRate: { title: 'no-op tasks/s', unit: '/s', better: 'higher' },
  cpuPerTask: { title: 'CPU per no-op task, all processes', unit: 'ms', better: 'lower' },
  busyGapP50: { title: 'finish → next start, 8 workers, p50', unit: 'ms', better: 'lower' },
  busyGapP99: { title: 'finish → next start, 8 workers, p99', unit: 'ms', better: 'lower' },
  gapP50: { title: 'finish → next start, 1 worker, p50', unit: 'ms', better: 'lower' },
  gapP99: { title: 'finish → next start, 1 worker, p99', unit: 'ms', better: 'lower' },
  efficiency: { title: 'efficiency with 10 ms tasks', unit: '', better: 'higher' },
  sleepMs: { title: 'what a 10 ms task takes', unit: 'ms' },
  kill: { title: 'worker killed → task runs elsewhere', unit: 's', better: 'lower' },
  killSlowest: { title: 'worker killed → task runs elsewhere, slowest', unit: 's', better: 'lower' },
  freeze: { title: 'worker frozen → task runs elsewhere', unit: 's', better: 'lower' },
  freezeSlowest: { title: 'worker frozen → task runs elsewhere, slowest', unit: 's', better: 'lower' },
  databasePause: { title: 'database killed → next task starts', unit: 's', better: 'lower' },
  databaseReruns: { title: 'database killed: tasks run twice', unit: '' },
  databaseUnfinished: { title: 'database killed: tasks not finished', unit: '' },
  databaseExits: { title: 'database killed: workers that exited', unit: '' },
  schedulerPause: { title: 'scheduler killed → next task starts', unit: 's', better: 'lower' },
  schedulerReruns: { title: 'scheduler killed: tasks run twice', unit: '' },
  schedulerUnfinished: { title: 'scheduler killed: tasks not finished', unit: '' },
  schedulerExits: { title: 'scheduler killed: workers that exited', unit: '' },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof METRICS;

/** What several measurements have measured so far. */
export type MutableMetricValues = Partial<Record<MetricName, MetricValue>>;

/** What one or more measurements measured. */
export type MetricValues = Readonly<MutableMetricValues>;
