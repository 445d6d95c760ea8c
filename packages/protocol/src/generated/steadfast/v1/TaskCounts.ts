// Original file: proto/inspector.proto

import type { Long } from '@grpc/proto-loader';

/**
 * The number of tasks in each state, and of parked tasks, which are also
 * counted in their state. Each count stops at 500000, or sooner if the database
 * takes too long.
 */
export interface TaskCounts {
  /**
   * Tasks that have not run yet.
   */
  'created'?: (number | string | Long);
  /**
   * Tasks that are running on a slave.
   */
  'running'?: (number | string | Long);
  /**
   * Tasks that lost their last attempt while it was running. They are
   * assigned again.
   */
  'killed'?: (number | string | Long);
  /**
   * Tasks that have finished.
   */
  'success'?: (number | string | Long);
  /**
   * The counts that stopped, so that there are at least so many tasks, for
   * example "created" or "parked".
   */
  'capped'?: (string)[];
  /**
   * Tasks that are not run because their documents are not valid. ListTasks
   * with `parked` lists them with the reasons; see `Parked` for what to do.
   */
  'parked'?: (number | string | Long);
}

/**
 * The number of tasks in each state, and of parked tasks, which are also
 * counted in their state. Each count stops at 500000, or sooner if the database
 * takes too long.
 */
export interface TaskCounts__Output {
  /**
   * Tasks that have not run yet.
   */
  'created': (number);
  /**
   * Tasks that are running on a slave.
   */
  'running': (number);
  /**
   * Tasks that lost their last attempt while it was running. They are
   * assigned again.
   */
  'killed': (number);
  /**
   * Tasks that have finished.
   */
  'success': (number);
  /**
   * The counts that stopped, so that there are at least so many tasks, for
   * example "created" or "parked".
   */
  'capped': (string)[];
  /**
   * Tasks that are not run because their documents are not valid. ListTasks
   * with `parked` lists them with the reasons; see `Parked` for what to do.
   */
  'parked': (number);
}
