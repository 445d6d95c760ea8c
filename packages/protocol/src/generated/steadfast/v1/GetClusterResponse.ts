// Original file: proto/inspector.proto

import type { Master as _steadfast_v1_Master, Master__Output as _steadfast_v1_Master__Output } from '../../steadfast/v1/Master.ts';
import type { Leader as _steadfast_v1_Leader, Leader__Output as _steadfast_v1_Leader__Output } from '../../steadfast/v1/Leader.ts';
import type { TaskCounts as _steadfast_v1_TaskCounts, TaskCounts__Output as _steadfast_v1_TaskCounts__Output } from '../../steadfast/v1/TaskCounts.ts';
import type { SlaveCounts as _steadfast_v1_SlaveCounts, SlaveCounts__Output as _steadfast_v1_SlaveCounts__Output } from '../../steadfast/v1/SlaveCounts.ts';
import type { Task as _steadfast_v1_Task, Task__Output as _steadfast_v1_Task__Output } from '../../steadfast/v1/Task.ts';
import type { Versions as _steadfast_v1_Versions, Versions__Output as _steadfast_v1_Versions__Output } from '../../steadfast/v1/Versions.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * An overview of the cluster.
 */
export interface GetClusterResponse {
  /**
   * The master that answered.
   */
  'master'?: (_steadfast_v1_Master | null);
  /**
   * The master that leads; absent if none is known.
   */
  'leader'?: (_steadfast_v1_Leader | null);
  /**
   * The number of tasks in each state.
   */
  'tasks'?: (_steadfast_v1_TaskCounts | null);
  /**
   * The number of slaves in each condition; absent unless the leader answers.
   */
  'slaves'?: (_steadfast_v1_SlaveCounts | null);
  /**
   * The number of tasks that wait for a slave: those that are neither
   * assigned nor successful nor parked.
   */
  'backlog'?: (number | string | Long);
  /**
   * The task with the lowest identifier among those that wait for a slave;
   * absent if none waits, or if `note` says that the database took too long to
   * find it. With ObjectIds it has waited longest.
   */
  'oldestWaiting'?: (_steadfast_v1_Task | null);
  /**
   * The versions of the software in use.
   */
  'versions'?: (_steadfast_v1_Versions | null);
  /**
   * A remark for readers, for example that a standby answered; usually empty.
   */
  'note'?: (string);
}

/**
 * An overview of the cluster.
 */
export interface GetClusterResponse__Output {
  /**
   * The master that answered.
   */
  'master': (_steadfast_v1_Master__Output | null);
  /**
   * The master that leads; absent if none is known.
   */
  'leader': (_steadfast_v1_Leader__Output | null);
  /**
   * The number of tasks in each state.
   */
  'tasks': (_steadfast_v1_TaskCounts__Output | null);
  /**
   * The number of slaves in each condition; absent unless the leader answers.
   */
  'slaves': (_steadfast_v1_SlaveCounts__Output | null);
  /**
   * The number of tasks that wait for a slave: those that are neither
   * assigned nor successful nor parked.
   */
  'backlog': (number);
  /**
   * The task with the lowest identifier among those that wait for a slave;
   * absent if none waits, or if `note` says that the database took too long to
   * find it. With ObjectIds it has waited longest.
   */
  'oldestWaiting': (_steadfast_v1_Task__Output | null);
  /**
   * The versions of the software in use.
   */
  'versions': (_steadfast_v1_Versions__Output | null);
  /**
   * A remark for readers, for example that a standby answered; usually empty.
   */
  'note': (string);
}
