import type { MasterNode, SlaveNode } from '../../world/cluster.ts';
import { crashesBeforeEffect } from '../../world/crash.ts';
import { killMaster } from '../../world/master-node.ts';
import { checkOutbox, killSlave } from '../../world/slave-node.ts';
import { deferWhileFrozen, nameOf, type SimulatedWorld } from '../world-state.ts';

/** One incarnation of a process that runs a real driver: the boundary between the driver and the world. */
export interface DrivenProcess {
  /** False once it is dead. What remains of its driver must then neither change anything nor learn anything. */
  readonly isAlive: () => boolean;
  /** Must be called before each effect. Returns false when the process is dead, or crashes just before the effect. */
  readonly performs: (effect: string) => boolean;
  /** Calls into the driver: at once, after the process has resumed if it is frozen, or never if it is dead by then. */
  readonly enter: (call: () => void) => void;
  /** Returns the role that a master had before the present call. */
  readonly roleBefore: () => string | null;
}

/** Returns the boundary of the present incarnation of a process. */
export function createDrivenProcess(world: SimulatedWorld, node: MasterNode | SlaveNode): DrivenProcess {
  const { cluster } = world;
  const { incarnation } = node;
  const isAlive = (): boolean => node.incarnation === incarnation && node.status !== 'down';
  let role: string | null = null;
  const run = (call: () => void): void => {
    if (!isAlive()) return;
    if (node.kind === 'master') role = node.core?.role.kind ?? null;
    call();
    // A driver handles every error, so it may have caught this one.
    if (world.violation !== null) throw world.violation;
    if (node.kind === 'slave' && isAlive()) checkOutbox(cluster, node);
  };
  return {
    isAlive,
    performs: (effect) => {
      if (!isAlive()) return false;
      if (!crashesBeforeEffect(node)) return true;
      cluster.transcribe(nameOf(node), () => `crashed before ${effect}`);
      if (node.kind === 'master') killMaster(cluster, node);
      else killSlave(cluster, node);
      return false;
    },
    enter: (call) => {
      if (isAlive()) deferWhileFrozen(world, node, () => run(call));
    },
    roleBefore: () => role,
  };
}
