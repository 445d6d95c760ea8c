import type { MasterNode, RealDrivers, SlaveNode } from '../../world/cluster.ts';
import type { SimulatedWorld } from '../world-state.ts';
import { startDrivenMaster, type DrivenMaster } from './master-driver.ts';
import { startDrivenSlave, type DrivenSlave } from './slave-driver.ts';

/** Returns the real drivers of the processes of a world. */
export function createDrivers(world: () => SimulatedWorld): RealDrivers {
  const masters = new Map<string, DrivenMaster>();
  const slaves = new Map<string, DrivenSlave>();
  const start = (node: MasterNode | SlaveNode): void => {
    if (node.kind === 'master') masters.set(node.name, startDrivenMaster(world(), node));
    else slaves.set(node.id, startDrivenSlave(world(), node));
  };
  return {
    start,
    stop: (node) => (node.kind === 'master' ? masters.get(node.name) : slaves.get(node.id))?.stop(),
    accepted: (master, link) => masters.get(master.name)?.accept(link),
    deliverToMaster: (link, frame) => masters.get(link.master)?.deliver(link, frame),
    streamClosedAtMaster: (link, reason) => masters.get(link.master)?.streamClosed(link, reason),
    command: (master, command, settle) => masters.get(master.name)?.command(command, settle),
    deliverToSlave: (slave, frame) => slaves.get(slave.id)?.deliver(frame),
    streamClosedAtSlave: (slave, reason) => slaves.get(slave.id)?.streamClosed(reason),
  };
}
