import { messageOf } from '@steadfast/runtime';
import { namesByRole, type ChaosTarget, type FaultResult } from '../faults/target.ts';
import { docker } from './docker.ts';
import { containerOf, type Project } from './project.ts';

/** How docker refuses an action on a container that is not running, or not in the required state. */
const NOT_ALIVE =
  /is not running|is not paused|is already paused|is not connected|non running container|No such container/;

/** The share of the packets that are dropped in each direction: a bad line, but one that still gets data through. */
const PACKET_LOSS = '0.3';

async function runDocker(...parameters: readonly string[]): Promise<FaultResult> {
  try {
    await docker(...parameters);
    return { kind: 'done' };
  } catch (error) {
    if (NOT_ALIVE.test(messageOf(error))) return { kind: 'not alive' };
    throw error;
  }
}

/** Sets the packet loss of a container's network: a share from 0 to 1, or `none`. */
function setPacketLoss(container: string, share: string): Promise<FaultResult> {
  const network = ['--network', `container:${container}`, '--cap-add', 'NET_ADMIN', '--user', '0'];
  return runDocker('run', '--rm', ...network, 'steadfast-faults', share);
}

/**
 * Returns the masters and slaves of a compose project as a target. The engine does not restart killed containers itself:
 * its restart policy treats `docker kill` as a requested stop.
 */
export function containerTarget(project: Project): ChaosTarget {
  const { containers, network } = project;
  const container = (name: string): string => containerOf(project, name);
  return {
    ...namesByRole(containers.keys()),
    kill: (name) => runDocker('kill', '--signal', 'KILL', container(name)),
    stop: (name) => runDocker('stop', container(name)),
    start: (name) => runDocker('start', container(name)),
    freeze: (name) => runDocker('pause', container(name)),
    thaw: (name) => runDocker('unpause', container(name)),
    // Connections stay open but silent, as after a cable is pulled.
    cut: (name) => runDocker('network', 'disconnect', network, container(name)),
    heal: (name) => runDocker('network', 'connect', '--alias', name.replace(/\d+$/, ''), network, container(name)),
    lossy: (name) => setPacketLoss(container(name), PACKET_LOSS),
    steady: (name) => setPacketLoss(container(name), 'none'),
  };
}
