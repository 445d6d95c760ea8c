import type { Cluster, Direction, FrameToMaster, FrameToSlave, Link } from './cluster.ts';

/** A link that a slave, or a hostile peer, opens to a master. */
export function openLink(cluster: Cluster, id: string, slave: string, master: string): Link {
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
  };
  cluster.addLink(link);
  sendToMaster(cluster, link, { kind: 'connect' });
  return link;
}

/** Puts a frame on its way to the master. */
export function sendToMaster(cluster: Cluster, link: Link, frame: FrameToMaster): void {
  link.toMaster.push(frame);
  cluster.later.frame(link, 'toMaster');
}

/** Puts a frame on its way to the slave. */
export function sendToSlave(cluster: Cluster, link: Link, frame: FrameToSlave): void {
  link.toSlave.push(frame);
  cluster.later.frame(link, 'toSlave');
}

/** Forgets a link that is of no interest to anybody any more. */
export function forgetIfOver(cluster: Cluster, link: Link): void {
  if (link.slaveSide === 'closed' && (link.masterSide === 'closed' || link.toMaster.length === 0))
    cluster.removeLink(link.id);
}

function isEnd({ kind }: FrameToMaster | FrameToSlave): boolean {
  return kind === 'broken' || kind === 'ended';
}

/** What is on its way in one direction, from a place on, is lost; the end of the connection is not. */
export function loseFrames(link: Link, direction: Direction, keep: number): void {
  const frames: (FrameToMaster | FrameToSlave)[] = link[direction];
  frames.splice(keep, frames.length, ...frames.slice(keep).filter(isEnd));
}
