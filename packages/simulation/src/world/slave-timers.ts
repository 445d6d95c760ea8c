import type { SimulatedCluster, SlaveNode, SlaveTimer } from './cluster.ts';

/** Sets a timer of a slave, and replaces a pending one of the same name. */
export function setTimer(cluster: SimulatedCluster, slave: SlaveNode, timer: SlaveTimer, afterMs: number): void {
  const token = slave.nextTimer;
  slave.nextTimer += 1;
  slave.timers.set(timer, token);
  cluster.schedule.timer(slave, timer, token, afterMs);
}
