import { messageOf } from '@steadfast/runtime';
import type { ChaosTarget, Struck } from '../faults/target.ts';
import { docker } from './docker.ts';
import type { Project } from './project.ts';

/** What docker says of a container that is not alive, or is not as it should be for what is asked. */
const NOT_ALIVE =
  /is not running|is not paused|is already paused|is not connected|non running container|No such container/;

/** So large a part of the packets that come or go is lost, as on a line that is about to fail. */
const LOSS = '0.3';

/** Makes a container's network lose packets, or not any more. */
function losePackets(container: string, share: string): Promise<Struck> {
  const network = ['--network', `container:${container}`, '--cap-add', 'NET_ADMIN', '--user', '0'];
  return strike('run', '--rm', ...network, 'steadfast-faults', share);
}

/** Has docker do something to a container. */
async function strike(...parameters: readonly string[]): Promise<Struck> {
  try {
    await docker(...parameters);
    return { kind: 'done' };
  } catch (error) {
    if (NOT_ALIVE.test(messageOf(error))) return { kind: 'not alive' };
    throw error;
  }
}

/**
 * The masters and slaves of a project of containers. Each struck container is left alone by the engine's restart policy:
 * for it, `docker kill` is a stop that somebody asked for.
 */
export function containerTarget({ containers, network }: Pick<Project, 'containers' | 'network'>): ChaosTarget {
  const named = (prefix: string): string[] => [...containers.keys()].filter((name) => name.startsWith(prefix));
  const containerOf = (name: string): string => {
    const container = containers.get(name);
    if (container === undefined) throw new Error(`there is no container of ${name}`);
    return container;
  };
  return {
    masters: named('master'),
    slaves: named('slave'),
    kill: (name) => strike('kill', '--signal', 'KILL', containerOf(name)),
    stop: (name) => strike('stop', containerOf(name)),
    start: (name) => strike('start', containerOf(name)),
    freeze: (name) => strike('pause', containerOf(name)),
    thaw: (name) => strike('unpause', containerOf(name)),
    // Connections stay open and fall silent, as behind a pulled cable.
    cut: (name) => strike('network', 'disconnect', network, containerOf(name)),
    heal: (name) => strike('network', 'connect', '--alias', name.replace(/\d+$/, ''), network, containerOf(name)),
    lossy: (name) => losePackets(containerOf(name), LOSS),
    steady: (name) => losePackets(containerOf(name), 'none'),
  };
}
