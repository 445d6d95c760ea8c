import type { FigureName } from './metrics.ts';

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
  readonly figures: Partial<Record<FigureName, Bounds>>;
}

/** The least and the most that a figure may be. */
export interface Bounds {
  readonly least?: number;
  readonly most?: number;
}

/** A run in which nothing was hurt: everything finishes, and nothing ran twice. */
export const QUIET_RUN: Expectations = {
  settled: true,
  parkedAllowed: false,
  everyKillRelaunched: true,
  completeLogs: true,
  figures: {
    tasks: { least: 1 },
    slavesThatWorked: { least: 1 },
    reruns: { most: 0 },
    killedTasks: { most: 0 },
    fencedExecutions: { most: 0 },
  },
};

/** A run that is meant to show fault tolerance: masters and slaves were killed while they mattered. */
export const RUN_WITH_KILLS: Expectations = {
  ...QUIET_RUN,
  figures: {
    tasks: { least: 1 },
    slavesThatWorked: { least: 2 },
    masterKillsWhileBusy: { least: 1 },
    slaveKillsWhileBusy: { least: 1 },
    runsAcrossMasterKill: { least: 1 },
    reportsReplayed: { least: 1 },
    killedTasks: { least: 1 },
    reruns: { least: 1 },
    masterRelaunches: { least: 1 },
    slaveRelaunches: { least: 1 },
  },
};

/** A part of a run: the promises must hold, but nothing need be finished or have happened. */
export const ANY_RUN: Expectations = { ...QUIET_RUN, settled: false, everyKillRelaunched: false, figures: {} };
