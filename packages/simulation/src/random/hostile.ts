import type { Entry } from '@steadfast/master/core/ledger/facts';
import { PROTOCOL_VERSION } from '@steadfast/protocol/limits';
import type { AttemptReference, Held, SlaveMessage } from '@steadfast/protocol/messages';
import { recordEnd, recordStart } from '@steadfast/invariants';
import type { FrameToMaster, Link } from '../world/cluster.ts';
import { forgetIfOver, openLink, sendToMaster } from '../world/link.ts';
import type { Surroundings } from './surroundings.ts';

/** The name of everybody who is no honest slave. */
export const HOSTILE_HOST = 'mallory';

function register(host: string, instance: string, held: readonly Held[] = [], version = PROTOCOL_VERSION) {
  return {
    kind: 'message',
    message: { kind: 'register', host, instance, protocolVersion: version, otherMasters: true, held },
  } as const satisfies FrameToMaster;
}

function says(message: SlaveMessage): FrameToMaster {
  return { kind: 'message', message };
}

/** An attempt that may well be somebody's, or one that is somebody's now: who listens knows more than who guesses. */
function anyAttempt({ draw, plan, cluster }: Surroundings): AttemptReference {
  const open: AttemptReference[] = [];
  if (draw.chance(0.5))
    for (const [taskId, { task }] of cluster.observed().ledger.tasks)
      if (task.assignment !== null) open.push({ taskId, attempt: task.attempt });
  return open.length > 0
    ? draw.pick(open)
    : { taskId: `t${draw.whole(1, plan.tasks.length)}`, attempt: draw.whole(1, 3) };
}

/** Somebody's name, and what that one was given. */
function impersonated({ draw, plan, cluster }: Surroundings): { host: string; held: Held[] } {
  const host = `slave${draw.whole(1, plan.slaves)}`;
  const held: Held[] = [];
  for (const [taskId, { task }] of cluster.observed().ledger.tasks)
    if (task.assignment?.host === host) held.push({ taskId, attempt: task.attempt, state: 'running' });
  return { host, held };
}

function lies(world: Surroundings, count: number): FrameToMaster[] {
  return Array.from({ length: count }, () => {
    const attempt = anyAttempt(world);
    const kind = world.draw.pick(['started', 'finished', 'aborted', 'declined'] as const);
    return says(kind === 'declined' ? { kind, reason: 'busy', ...attempt } : { kind, ...attempt });
  });
}

/** What a hostile peer says, by the number of its script. */
function script(world: Surroundings, number: number, instance: string): readonly FrameToMaster[] {
  const own = register(HOSTILE_HOST, instance);
  const held = (state: Held['state']): Held[] => [
    { ...anyAttempt(world), state },
    { ...anyAttempt(world), state },
  ];
  switch (number) {
    case 0:
      return lies(world, 1);
    case 1:
      return [own, own];
    case 2: {
      // It says that it is somebody, and that it runs, and has finished, what that one was given.
      const claimed = impersonated(world);
      const finished = claimed.held.map(({ taskId, attempt }) => says({ kind: 'finished', taskId, attempt }));
      return [register(claimed.host, instance, claimed.held), ...finished];
    }
    case 3:
      return [own, says({ kind: 'leaving' }), ...lies(world, 20)];
    case 4:
      return [own, { kind: 'garbage', detail: 'attempt must be at least 1' }];
    case 5:
      return [register(HOSTILE_HOST, instance, [...held('running'), ...held('finished')])];
    case 6:
      return [own];
    default:
      return [register(HOSTILE_HOST, instance, [], PROTOCOL_VERSION + 1)];
  }
}

/** A hostile peer calls a master and follows its script; gives its link, for it to be closed some day. */
export function attack(world: Surroundings, id: string, master: string, number: number): Link {
  const link = openLink(world.cluster, id, HOSTILE_HOST, master);
  for (const frame of script(world, number, id)) sendToMaster(world.cluster, link, frame);
  return link;
}

/** The script of one who never says anything after it was welcomed, nor hangs up by itself. */
export const DEAF = 6;

/** It hangs up. */
export function hangUp(world: Surroundings, link: Link): void {
  link.slaveSide = 'closed';
  if (link.masterSide !== 'closed') sendToMaster(world.cluster, link, { kind: 'broken' });
  forgetIfOver(world.cluster, link);
}

/** It listens, and does nothing about it. */
export function hearAsHostile(world: Surroundings, link: Link): void {
  const frame = link.toSlave.shift();
  if (frame?.kind === 'ended' || frame?.kind === 'broken') hangUp(world, link);
}

/**
 * Nobody can prevent that it lies about what was given to it to run. What it may claim is therefore taken for true from
 * the beginning: only what is others' is watched.
 */
export function believe({ cluster }: Surroundings, { facts }: Entry): void {
  const { executions } = cluster.observations();
  for (const fact of facts) {
    if (fact.kind !== 'task.placed' || !fact.instance.startsWith(HOSTILE_HOST)) continue;
    const { task: taskId, attempt, host, instance } = fact;
    recordStart(executions, { taskId, attempt, host, instance }, cluster.report);
    recordEnd(executions, instance, 'finished', 0, cluster.report);
  }
}
