import type { Entry } from '@steadfast/master/core/ledger/facts';
import type { MasterMessage, SlaveMessage } from '@steadfast/protocol/messages';
import { describeFact } from '@steadfast/records';
import { formatDuration } from '@steadfast/runtime/format';
import type { SimulatedFault } from './plan.ts';

/*
 * What happens in a world, in the words of its transcript.
 */

const WAYS: Record<Extract<SimulatedFault, { kind: 'cut' }>['directions'], (slave: string, master: string) => string> =
  {
    both: (slave, master) => `between ${slave} and ${master}`,
    toMaster: (slave, master) => `from ${slave} to ${master}`,
    toSlave: (slave, master) => `from ${master} to ${slave}`,
  };

/** What a hostile peer does, by the number of its script. */
const SCRIPTS = [
  'reports before it has registered itself',
  'introduces itself twice',
  'takes the name of a slave, and says that it runs tasks',
  'leaves, and goes on to report what is not its own',
  'says what no protocol allows',
  'claims to run and to have finished what is not its own',
  'takes tasks, and never says a word about them',
  'speaks a later version of the protocol',
] as const;

/** What a hostile peer does that follows the script of a number. */
export function describeScript(script: number): string {
  return SCRIPTS[script] ?? `follows script ${script}`;
}

/** A fault as a sentence. */
export function describeFault(fault: SimulatedFault): string {
  switch (fault.kind) {
    case 'kill': {
      const when = fault.fuse === 0 ? 'at once' : `before its effect no. ${fault.fuse + 1} from now`;
      return `${fault.node} is to die ${when}, and to be off for ${formatDuration(fault.downMs)}`;
    }
    case 'stop':
      return `${fault.node} is asked to stop, and is started again ${formatDuration(fault.downMs)} after it has`;
    case 'freeze':
      return `${fault.node} is to be frozen for ${formatDuration(fault.forMs)}`;
    case 'break':
      return `every connection of ${fault.node} breaks`;
    case 'cut':
      return `nothing gets through ${WAYS[fault.directions](fault.node, fault.master)} for ${formatDuration(fault.forMs)}`;
    case 'slow network':
      return `the network is up to ${formatDuration(fault.byMs)} slower for ${formatDuration(fault.forMs)}`;
    case 'database away':
      return `the database is away for ${formatDuration(fault.forMs)}`;
    case 'database slow':
      return `the database is up to ${formatDuration(fault.byMs)} slower for ${formatDuration(fault.forMs)}`;
    case 'database lossy':
      return `${Math.round(fault.rate * 100)} % of what is asked of the database goes astray for ${formatDuration(fault.forMs)}`;
    case 'majority late':
      return `writes reach a majority up to ${formatDuration(fault.byMs)} late for ${formatDuration(fault.forMs)}`;
    case 'step down':
      return `the primary steps down; the next one is there after ${formatDuration(fault.forMs)}`;
    case 'master without database':
      return `${fault.node} does not reach the database for ${formatDuration(fault.forMs)}`;
    case 'request stuck':
      return `the next ${fault.leg === 'answer' ? 'answer to ' : ''}${fault.request} of ${fault.node} is ${formatDuration(fault.forMs)} on its way`;
    case 'clock jumps':
      return `the wall clock of ${fault.node} jumps ${fault.byMs < 0 ? 'back' : 'ahead'} by ${formatDuration(Math.abs(fault.byMs))}`;
    case 'disk full':
      return `${fault.node} cannot write its journal for ${formatDuration(fault.forMs)}`;
    case 'name taken':
      return `a second slave is started under the name ${fault.node}, for ${formatDuration(fault.forMs)}`;
    case 'hostile peer':
      return `a hostile peer calls ${fault.master}: it ${describeScript(fault.script)}; it hangs up after ${formatDuration(fault.forMs)}`;
  }
}

/** A message, and what it is about. */
export function describeMessage(message: SlaveMessage | MasterMessage): string {
  switch (message.kind) {
    case 'register': {
      const held = message.held.map(({ taskId, attempt, state }) => `${taskId}#${attempt} ${state}`);
      return `register as ${message.instance}${held.length === 0 ? '' : `, holding ${held.join(', ')}`}`;
    }
    case 'welcome':
      return `welcome to reign ${message.epoch}`;
    case 'refuse':
      return `refuse: ${message.detail}`;
    case 'leaving':
      return 'leaving';
    case 'declined':
      return `declined ${message.taskId}#${message.attempt}: ${message.reason}`;
    case 'assign':
      return `assign ${message.taskId}#${message.attempt}, to sleep ${message.sleepSeconds} s`;
    case 'started':
    case 'finished':
    case 'aborted':
    case 'acknowledge':
    case 'abort':
      return `${message.kind} ${message.taskId}#${message.attempt}`;
  }
}

/** An entry of the ledger, and its facts. */
export function describeEntry({ number, epoch, facts }: Entry): string {
  return `#${number} (reign ${epoch}): ${facts.map((fact) => describeFact(fact, 'short')).join('; ')}`;
}
