import type { MetricName } from './metrics.ts';

/** The bounds of a metric, inclusive. */
export interface MetricBounds {
  readonly min?: number;
  readonly max?: number;
}

/** What is expected of a run, in addition to its passing every check. */
export interface Expectations {
  /** The run is over: every task must be finished, and the documents must be up to date. False to check part of a run. */
  readonly settled: boolean;
  /** The run contains documents that are not valid tasks: they are parked, and need not finish. */
  readonly parkedAllowed: boolean;
  /** Every master and slave that was killed must have been started again. */
  readonly everyKillRelaunched: boolean;
  /** Every slave that joined must have left a log. False where a test impersonates a slave. */
  readonly completeLogs: boolean;
  /** How often something must, or may, have happened: a run in which too little happened shows nothing. */
  readonly metrics: Partial<Record<MetricName, MetricBounds>>;
}

/** A run without faults: everything finishes, and nothing runs twice. */
export const QUIET_RUN: Expectations = {
  settled: true,
  parkedAllowed: false,
  everyKillRelaunched: true,
  completeLogs: true,
  metrics: {
    tasks: { min: 1 },
    slavesThatWorked: { min: 1 },
    reruns: { max: 0 },
    killedTasks: { max: 0 },
    fencedExecutions: { max: 0 },
  },
};

/** A run that demonstrates fault tolerance: masters and slaves were killed while tasks ran. */
export const RUN_WITH_KILLS: Expectations = {
  ...QUIET_RUN,
  metrics: {
    tasks: { min: 1 },
    slavesThatWorked: { min: 2 },
    masterKillsWhileBusy: { min: 1 },
    slaveKillsWhileBusy: { min: 1 },
    runsAcrossMasterKill: { min: 1 },
    finishedWithoutMaster: { min: 1 },
    killedTasks: { min: 1 },
    reruns: { min: 1 },
    masterRelaunches: { min: 1 },
    slaveRelaunches: { min: 1 },
  },
};

/** Part of a run: every guarantee must hold, but nothing needs to have finished or happened. */
export const PARTIAL_RUN: Expectations = { ...QUIET_RUN, settled: false, everyKillRelaunched: false, metrics: {} };
