import { recordEnd, recordStart } from '@steadfast/invariants';
import type { Entry } from '@steadfast/master/core/ledger/facts';
import { decodeRequest } from '@steadfast/protocol/codec';
import { instanceOf } from '@steadfast/protocol/instance-proof';
import { PROTOCOL_VERSION, SECRET_BYTES } from '@steadfast/protocol/limits';
import {
  DEFAULT_QUEUE,
  ProtocolError,
  SLEEP_KIND,
  type AttemptReference,
  type Held,
  type SlaveMessage,
} from '@steadfast/protocol/messages';
import type { FrameToMaster, Link } from '../world/cluster.ts';
import { JOB_KIND } from '../world/job-script.ts';
import { openLink, removeIfClosed, sendToMaster } from '../world/link.ts';
import type { SimulatedWorld } from './world-state.ts';

/** The host of all hostile peers that do not impersonate a slave. */
export const HOSTILE_HOST = 'mallory';

/** The script of a peer that reads nothing after Welcome, and never closes the connection itself. */
export const SILENT_SCRIPT = 6;

const ABILITIES = { queues: [DEFAULT_QUEUE], kinds: [SLEEP_KIND, JOB_KIND] };

function registerFrame(
  host: string,
  instance: string,
  held: readonly Held[] = [],
  protocolVersion = PROTOCOL_VERSION,
): FrameToMaster {
  return {
    kind: 'message',
    message: { kind: 'register', host, instance, protocolVersion, otherMasters: true, held, ...ABILITIES },
  };
}

function messageFrame(message: SlaveMessage): FrameToMaster {
  return { kind: 'message', message };
}

/** Draws an attempt that is assigned to some slave, or guesses one that may exist. */
function drawAttempt({ random, plan, cluster }: SimulatedWorld): AttemptReference {
  const assigned: AttemptReference[] = [];
  if (random.chance(0.5))
    for (const [taskId, { task }] of cluster.observations().ledger.tasks)
      if (task.assignment !== null) assigned.push({ taskId, attempt: task.attempt });
  return assigned.length > 0
    ? random.pick(assigned)
    : { taskId: `t${random.integer(1, plan.tasks.length)}`, attempt: random.integer(1, 3) };
}

/** Draws the name of a slave. Returns it with the attempts that are assigned to that slave. */
function drawVictim({ random, plan, cluster }: SimulatedWorld): { host: string; held: Held[] } {
  const host = `slave${random.integer(1, plan.slaves)}`;
  const held: Held[] = [];
  for (const [taskId, { task }] of cluster.observations().ledger.tasks)
    if (task.assignment?.host === host) held.push({ taskId, attempt: task.attempt, state: 'running' });
  return { host, held };
}

/** Draws a slave that has an assignment. Returns what the ledger says about it; null if there is none. */
function drawAssignedSlave({ random, cluster }: SimulatedWorld) {
  const assigned: { host: string; instance: string; attempt: AttemptReference }[] = [];
  for (const [taskId, { task }] of cluster.observations().ledger.tasks)
    if (task.assignment !== null) assigned.push({ ...task.assignment, attempt: { taskId, attempt: task.attempt } });
  return assigned.length > 0 ? random.pick(assigned) : null;
}

/** The secrets of simulated slaves. Their instances are readable; on the wire, they stand for commitments to these. */
function secretOf(instance: string): Uint8Array {
  return Buffer.alloc(SECRET_BYTES, instance);
}

/** Registers with the host and the instance of another slave, but with a secret of its own. The real codec decides. */
function stolenRegisterFrame(host: string, instance: string, thief: string, held: readonly Held[]): FrameToMaster {
  const states = { running: 'HELD_STATE_RUNNING', finished: 'HELD_STATE_FINISHED' } as const;
  const register = {
    host,
    instance: instanceOf(secretOf(instance)),
    protocolVersion: PROTOCOL_VERSION,
    held: held.map((each) => ({ ...each, state: states[each.state] })),
    otherMasters: true,
    secret: Buffer.from(secretOf(thief)),
    kept: [],
    ...ABILITIES,
  };
  try {
    const [message] = decodeRequest({ message: 'register', register });
    return messageFrame({ ...message, instance } as SlaveMessage);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return { kind: 'malformed', detail: error.message };
  }
}

/** Takes the place of a slave that has an assignment, and reports that its attempt has finished. */
function impersonation(world: SimulatedWorld, thief: string): FrameToMaster[] {
  const victim = drawAssignedSlave(world);
  if (victim === null) return forgedReports(world, 1);
  const { host, instance, attempt } = victim;
  const held: Held = { ...attempt, state: world.random.pick(['running', 'finished'] as const) };
  return [stolenRegisterFrame(host, instance, thief, [held]), messageFrame({ kind: 'finished', ...attempt })];
}

function forgedReports(world: SimulatedWorld, count: number): FrameToMaster[] {
  return Array.from({ length: count }, () => {
    const attempt = drawAttempt(world);
    const kind = world.random.pick(['started', 'finished', 'failed', 'aborted', 'declined'] as const);
    if (kind === 'failed') return messageFrame({ kind, reason: 'forged', permanent: true, ...attempt });
    return messageFrame(kind === 'declined' ? { kind, reason: 'busy', ...attempt } : { kind, ...attempt });
  });
}

function forgedHeld(world: SimulatedWorld, state: Held['state']): Held[] {
  return [
    { ...drawAttempt(world), state },
    { ...drawAttempt(world), state },
  ];
}

/** Returns the frames of a script; `describeScript` says what each does. */
function framesOf(world: SimulatedWorld, script: number, instance: string): readonly FrameToMaster[] {
  const register = registerFrame(HOSTILE_HOST, instance);
  switch (script) {
    case 0:
      return forgedReports(world, 1);
    case 1:
      return [register, register];
    case 2: {
      const { host, held } = drawVictim(world);
      const finished = held.map(({ taskId, attempt }) => messageFrame({ kind: 'finished', taskId, attempt }));
      return [registerFrame(host, instance, held), ...finished];
    }
    case 3:
      return [register, messageFrame({ kind: 'leaving' }), ...forgedReports(world, 20)];
    case 4:
      return [register, { kind: 'malformed', detail: 'attempt must be at least 1' }];
    case 5:
      return [
        registerFrame(HOSTILE_HOST, instance, [...forgedHeld(world, 'running'), ...forgedHeld(world, 'finished')]),
      ];
    case SILENT_SCRIPT:
      return [register];
    case 7:
      return impersonation(world, instance);
    default:
      return [registerFrame(HOSTILE_HOST, instance, [], PROTOCOL_VERSION + 1)];
  }
}

/** Connects a hostile peer to a master and sends the frames of its script. Returns its link. */
export function connectHostilePeer(world: SimulatedWorld, id: string, master: string, script: number): Link {
  const link = openLink(world.cluster, id, HOSTILE_HOST, master);
  for (const frame of framesOf(world, script, id)) sendToMaster(world.cluster, link, frame);
  return link;
}

/** Closes the connection of a hostile peer. */
export function disconnectHostilePeer({ cluster }: SimulatedWorld, link: Link): void {
  link.slaveSide = 'closed';
  if (link.masterSide !== 'closed') sendToMaster(cluster, link, { kind: 'broken' });
  removeIfClosed(cluster, link);
}

/** Delivers the oldest frame in flight to a hostile peer, which ignores everything but the end of the session. */
export function deliverToHostilePeer(world: SimulatedWorld, link: Link): void {
  const frame = link.toSlave.shift();
  if (frame?.kind === 'ended' || frame?.kind === 'broken') disconnectHostilePeer(world, link);
}

/**
 * Records every attempt that is placed on a hostile peer as executed. Nothing can stop a peer from lying about its own
 * attempts, so its reports on these break no promise; those on the attempts of others do.
 */
export function trustHostileExecutions({ cluster }: SimulatedWorld, { facts }: Entry): void {
  const { executions } = cluster.mutableObservations();
  for (const fact of facts) {
    if (fact.kind !== 'task.placed' || !fact.instance.startsWith(HOSTILE_HOST)) continue;
    const { task: taskId, attempt, host, instance } = fact;
    recordStart(executions, { taskId, attempt, host, instance }, cluster.reportViolation);
    recordEnd(executions, instance, { how: 'finished' }, 0, cluster.reportViolation);
  }
}
