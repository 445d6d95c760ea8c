import type { Entry } from '@steadfast/master/core/ledger/facts';
import type { MasterMessage, SlaveMessage, Work } from '@steadfast/protocol/messages';
import { describeFact } from '@steadfast/records';
import { formatDuration } from '@steadfast/runtime/format';
import type { ForeignControl, SimulatedFault } from './plan.ts';

/*
 * Lines of the transcript of a world.
 */

/** What a hostile peer does, by the number of its script. */
const HOSTILE_SCRIPTS = [
  'reports before it registers',
  'registers twice',
  'registers under the name of a slave and claims its tasks',
  'leaves, then reports attempts that it was not assigned',
  'sends a malformed message',
  'claims to hold attempts that it was not assigned',
  'accepts tasks and never reports on them',
  'claims to be a slave that has a task, without its secret',
  'uses a later protocol version',
] as const;

/** Returns what a hostile peer does that follows a script. */
export function describeScript(script: number): string {
  return HOSTILE_SCRIPTS[script] ?? `follows script ${script}`;
}

function describeDirections({ node, master, directions }: Extract<SimulatedFault, { kind: 'partition' }>): string {
  if (directions === 'both') return `between ${node} and ${master}`;
  return directions === 'toMaster' ? `from ${node} to ${master}` : `from ${master} to ${node}`;
}

function describeKill({ node, effectsUntilCrash, downMs }: Extract<SimulatedFault, { kind: 'kill' }>): string {
  const when = effectsUntilCrash === 0 ? 'now' : `before its effect ${effectsUntilCrash + 1} from now`;
  return `${node} crashes ${when}, restarts ${formatDuration(downMs)} later`;
}

function describeClockJump({ node, byMs }: Extract<SimulatedFault, { kind: 'clock jump' }>): string {
  return `wall clock of ${node} jumps ${byMs < 0 ? 'back' : 'ahead'} by ${formatDuration(Math.abs(byMs))}`;
}

function describeSettling({ settles, afterMs }: Extract<SimulatedFault, { kind: 'broken request' }>): string {
  return settles === 'never' ? settles : `${settles}, after ${formatDuration(afterMs)}`;
}

function describeForeignControl(control: ForeignControl): string {
  if ('malformed' in control) return `control document replaced by one with a malformed epoch (${control.malformed})`;
  return `control document replaced by one of another ledger, ${control.aheadBy} epochs ahead`;
}

/** Returns a fault as a line of the transcript. */
export function describeFault(fault: SimulatedFault): string {
  const during = 'forMs' in fault ? `for ${formatDuration(fault.forMs)}` : '';
  switch (fault.kind) {
    case 'kill':
      return describeKill(fault);
    case 'stop':
      return `${fault.node} is asked to stop, restarts ${formatDuration(fault.downMs)} after its exit`;
    case 'freeze':
      return `${fault.node} frozen ${during}`;
    case 'connection reset':
      return `all connections of ${fault.node} reset`;
    case 'partition':
      return `network partition ${describeDirections(fault)} ${during}`;
    case 'slow network':
      return `network up to ${formatDuration(fault.byMs)} slower ${during}`;
    case 'database outage':
      return `database unavailable ${during}`;
    case 'slow database':
      return `database up to ${formatDuration(fault.byMs)} slower ${during}`;
    case 'lossy database':
      return `${Math.round(fault.rate * 100)} % of database requests disturbed ${during}`;
    case 'replication lag':
      return `writes reach a majority up to ${formatDuration(fault.byMs)} late ${during}`;
    case 'primary step-down':
      return `primary stepped down, no primary ${during}`;
    case 'isolated master':
      return `${fault.node} cut off from the database ${during}`;
    case 'stuck request':
      return `next ${fault.leg === 'reply' ? 'reply to ' : ''}${fault.request} of ${fault.node} stuck ${during}`;
    case 'broken request':
      return `next ${fault.request} of ${fault.node} settles ${describeSettling(fault)}`;
    case 'slow reader':
      return `${fault.reader} is slow to read from the sessions of ${fault.node} with ${fault.master} ${during}`;
    case 'late timers':
      return `timers of ${fault.node} up to ${formatDuration(fault.byMs)} late ${during}`;
    case 'clock jump':
      return describeClockJump(fault);
    case 'foreign control':
      return describeForeignControl(fault.control);
    case 'disk full':
      return `journal of ${fault.node} cannot be written ${during}`;
    case 'duplicate name':
      return `second slave running under the name ${fault.node} ${during}`;
    case 'false master':
      return `false master at the address of ${fault.master} ${during}, ${fault.aheadBy} epochs ahead`;
    case 'hostile peer':
      return `hostile peer connected to ${fault.master} ${during}: it ${describeScript(fault.script)}`;
  }
}

function describeWork(work: Work): string {
  return work.kind === 'sleep' ? `sleep ${work.sleepSeconds} s` : `${work.name} ${work.input}`;
}

/** Returns a message as a line of the transcript. */
export function describeMessage(message: SlaveMessage | MasterMessage): string {
  switch (message.kind) {
    case 'register': {
      const held = message.held.map(({ taskId, attempt, state }) => `${taskId}#${attempt} ${state}`);
      return `register as ${message.instance}${held.length === 0 ? '' : `, holding ${held.join(', ')}`}`;
    }
    case 'welcome':
      return `welcome, epoch ${message.epoch}`;
    case 'refuse':
      return `refuse: ${message.detail}`;
    case 'leaving':
      return 'leaving';
    case 'declined':
      return `declined ${message.taskId}#${message.attempt}: ${message.reason}`;
    case 'assign':
      return `assign ${message.taskId}#${message.attempt}, ${describeWork(message.work)}`;
    case 'failed':
      return `failed ${message.taskId}#${message.attempt}${message.permanent ? ' permanently' : ''}`;
    case 'started':
    case 'finished':
    case 'aborted':
    case 'acknowledge':
    case 'abort':
    case 'recall':
      return `${message.kind} ${message.taskId}#${message.attempt}`;
  }
}

/** Returns a ledger entry as a line of the transcript. */
export function describeEntry({ number, epoch, facts }: Entry): string {
  return `#${number} (epoch ${epoch}): ${facts.map((fact) => describeFact(fact, 'short')).join('; ')}`;
}
