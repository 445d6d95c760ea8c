// Original file: proto/inspector.proto

import type { Master as _steadfast_v1_Master, Master__Output as _steadfast_v1_Master__Output } from './Master.ts';
import type { Leader as _steadfast_v1_Leader, Leader__Output as _steadfast_v1_Leader__Output } from './Leader.ts';
import type { TaskCounts as _steadfast_v1_TaskCounts, TaskCounts__Output as _steadfast_v1_TaskCounts__Output } from './TaskCounts.ts';
import type { SlaveCounts as _steadfast_v1_SlaveCounts, SlaveCounts__Output as _steadfast_v1_SlaveCounts__Output } from './SlaveCounts.ts';
import type { Task as _steadfast_v1_Task, Task__Output as _steadfast_v1_Task__Output } from './Task.ts';
import type { Versions as _steadfast_v1_Versions, Versions__Output as _steadfast_v1_Versions__Output } from './Versions.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * A cluster at a glance.
 */
export interface GetClusterResponse {
  /**
   * The master that answers.
   */
  'master'?: (_steadfast_v1_Master | null);
  /**
   * The master that leads; absent while none is known.
   */
  'leader'?: (_steadfast_v1_Leader | null);
  /**
   * How many tasks there are.
   */
  'tasks'?: (_steadfast_v1_TaskCounts | null);
  /**
   * How many slaves there are; absent on a master that does not lead, for it has none.
   */
  'slaves'?: (_steadfast_v1_SlaveCounts | null);
  /**
   * Tasks that wait for a slave, those set aside included.
   */
  'backlog'?: (number | string | Long);
  /**
   * The task that has waited longest, by its identifier; absent while none waits.
   */
  'oldestWaiting'?: (_steadfast_v1_Task | null);
  /**
   * What runs.
   */
  'versions'?: (_steadfast_v1_Versions | null);
  /**
   * What else a reader should know, for example that a standby answers.
   */
  'note'?: (string);
}

/**
 * A cluster at a glance.
 */
export interface GetClusterResponse__Output {
  /**
   * The master that answers.
   */
  'master': (_steadfast_v1_Master__Output | null);
  /**
   * The master that leads; absent while none is known.
   */
  'leader': (_steadfast_v1_Leader__Output | null);
  /**
   * How many tasks there are.
   */
  'tasks': (_steadfast_v1_TaskCounts__Output | null);
  /**
   * How many slaves there are; absent on a master that does not lead, for it has none.
   */
  'slaves': (_steadfast_v1_SlaveCounts__Output | null);
  /**
   * Tasks that wait for a slave, those set aside included.
   */
  'backlog': (number);
  /**
   * The task that has waited longest, by its identifier; absent while none waits.
   */
  'oldestWaiting': (_steadfast_v1_Task__Output | null);
  /**
   * What runs.
   */
  'versions': (_steadfast_v1_Versions__Output | null);
  /**
   * What else a reader should know, for example that a standby answers.
   */
  'note': (string);
}
