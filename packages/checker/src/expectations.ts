import type { MetricName } from './metrics.ts';

/** What is expected of a run besides that every promise holds. */
export interface Expectations {
  /** The run is over: every task must be finished, and the documents must be up to date. False to judge a part of one. */
  readonly settled: boolean;
  /** Documents that are not valid tasks belong to the run: they are parked, and need not finish. */
  readonly parkedAllowed: boolean;
  /** Every master and slave that was killed must have been started again. */
  readonly everyKillRelaunched: boolean;
  /** Every slave that joined must have left a log of its life. False where a test speaks for a slave itself. */
  readonly completeLogs: boolean;
  /** How much must, or may, have happened: a run in which too little happened shows nothing. */
  readonly metrics: Partial<Record<MetricName, MetricBounds>>;
}

/** The least and the most that a figure may be. */
export interface MetricBounds {
  readonly min?: number;
  readonly max?: number;
}

/** A run in which nothing was hurt: everything finishes, and nothing ran twice. */
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

/** A run that is meant to show fault tolerance: masters and slaves were killed while they mattered. */
export const RUN_WITH_KILLS: Expectations = {
  ...QUIET_RUN,
  metrics: {
    tasks: { min: 1 },
    slavesThatWorked: { min: 2 },
    masterKillsWhileBusy: { min: 1 },
    slaveKillsWhileBusy: { min: 1 },
    runsAcrossMasterKill: { min: 1 },
    reportsReplayed: { min: 1 },
    killedTasks: { min: 1 },
    reruns: { min: 1 },
    masterRelaunches: { min: 1 },
    slaveRelaunches: { min: 1 },
  },
};

/** A part of a run: the promises must hold, but nothing need be finished or have happened. */
export const PARTIAL_RUN: Expectations = { ...QUIET_RUN, settled: false, everyKillRelaunched: false, metrics: {} };
