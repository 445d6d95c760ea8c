import type { SimulatedCluster, Direction, FrameToMaster, FrameToSlave, Link } from './cluster.ts';

/** Opens a link from a slave, or a hostile peer, to a master. */
export function openLink(cluster: SimulatedCluster, id: string, slave: string, master: string): Link {
  const link: Link = {
    id,
    slave,
    master,
    session: null,
    host: '',
    instance: '',
    epoch: 0,
    slaveSide: 'connecting',
    masterSide: 'none',
    toMaster: [],
    toSlave: [],
    openedMs: 0,
    setbacks: 0,
    restUntilMs: 0,
    placedBeforeRest: [],
  };
  cluster.addLink(link);
  sendToMaster(cluster, link, { kind: 'connect' });
  return link;
}

/** Sends a frame to the master. */
export function sendToMaster(cluster: SimulatedCluster, link: Link, frame: FrameToMaster): void {
  link.toMaster.push(frame);
  cluster.schedule.frame(link, 'toMaster');
}

/** Sends a frame to the slave. */
export function sendToSlave(cluster: SimulatedCluster, link: Link, frame: FrameToSlave): void {
  link.toSlave.push(frame);
  cluster.schedule.frame(link, 'toSlave');
}

/** Removes a link once both sides have closed it, or the master never accepted it. */
export function removeIfClosed(cluster: SimulatedCluster, link: Link): void {
  if (link.slaveSide === 'closed' && (link.masterSide === 'closed' || link.toMaster.length === 0))
    cluster.removeLink(link.id);
}

function isEnd({ kind }: FrameToMaster | FrameToSlave): boolean {
  return kind === 'broken' || kind === 'ended';
}

/** Loses the frames in flight in one direction except for the first `keep`. The end of the connection is never lost. */
export function dropFrames(link: Link, direction: Direction, keep: number): void {
  const frames: (FrameToMaster | FrameToSlave)[] = link[direction];
  frames.splice(keep, frames.length, ...frames.slice(keep).filter(isEnd));
}
