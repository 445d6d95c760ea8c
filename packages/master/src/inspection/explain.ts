import { ObjectId } from 'mongodb';
import type { TaskMessage, Timestamp } from '@steadfast/protocol/inspection';
import type { TaskRow } from '../store/documents.ts';
import { countConditions, type MasterView } from './snapshot.ts';
import { fullTaskMessage } from './task-message.ts';

type Item = NonNullable<TaskMessage['history']>[number];

function msOf(time: Timestamp | null | undefined): number {
  return 1_000 * Number(time?.seconds ?? 0) + (time?.nanos ?? 0) / 1e6;
}

function clock(ms: number): string {
  return new Date(ms).toISOString();
}

function seconds(ms: number): string {
  return `${(Math.max(0, ms) / 1_000).toFixed(1)} s`;
}

function because(reason: string | undefined): string {
  return reason === undefined || reason === '' ? '' : `: ${reason}`;
}

/** One thing that happened, as a sentence; `again` after an attempt that was lost while it ran. */
function sentence({ at, event = '', host, attempt, reason }: Item, again: boolean): string {
  const where = `on ${host} as attempt ${attempt}`;
  const when = `at ${clock(msOf(at))}`;
  switch (event) {
    case 'task.placed':
      return `${again ? 'placed again, to be rerun from scratch,' : 'placed'} ${where} ${when}`;
    case 'task.running':
      return `running ${where} since ${clock(msOf(at))}`;
    case 'task.success':
      return `finished ${where} ${when}`;
    case 'task.killed':
      return `killed ${where} ${when}${because(reason)}`;
    case 'task.returned':
      return `came back from ${host}, attempt ${attempt}, without having run ${when}${because(reason)}`;
    default:
      return `${event} ${where} ${when}${because(reason)}`;
  }
}

/** The story of a task in sentences, the oldest first. */
export function storyOf(row: TaskRow): string[] {
  const { history = [], attempt = 0 } = fullTaskMessage(row);
  const created = row._id instanceof ObjectId ? [`created at ${clock(row._id.getTimestamp().getTime())}`] : [];
  const first = history[0];
  const earlier =
    first !== undefined && attempt > 0 && first.event !== 'task.placed' ? ['(what came before is in the ledger)'] : [];
  let killed = false;
  const sentences = history.map((item) => {
    const text = sentence(item, killed);
    if (item.event !== 'task.placed') killed = item.event === 'task.killed';
    return text;
  });
  return [...created, ...earlier, ...sentences];
}

/** Why a task that nobody is responsible for is not placed. */
function whyWaiting({ slaves, leader, name }: MasterView): string {
  if (slaves === null) {
    if (leader === null) return 'waiting: no master leads at the moment';
    if (leader.name === name) return `waiting: ${name} leads, and is not ready yet`;
    return `waiting; why, only its leader knows: ask ${leader.name} at ${leader.address}`;
  }
  const { idle, busy, leaving, resting, awaited } = countConditions(slaves);
  const connected = slaves.length - awaited;
  if (connected === 0) {
    const hope = awaited === 0 ? '' : `; ${awaited} may come back`;
    return `waiting: no slave is connected${hope}`;
  }
  if (idle > 0) return 'waiting: a slave is idle, so it is placed in a moment, or the tasks before it are';
  if (busy === connected)
    return busy === 1 ? 'waiting because the only slave is busy' : `waiting because all ${busy} slaves are busy`;
  return `waiting: of ${connected} slaves ${busy} are busy, ${leaving} are leaving, ${resting} rest for a moment`;
}

/** Why a task is where it is; `wallMs` is the time, in milliseconds since 1970. */
export function presentOf(row: TaskRow, view: MasterView, wallMs: number): string {
  const { state, host, attempt, assignment, parked, history = [] } = fullTaskMessage(row);
  const last = history.at(-1);
  if (parked) return `set aside: ${parked.reason}. Mend its document and remove the field "parked".`;
  if (state === 'success') return `finished on ${host} as attempt ${attempt}`;
  if (!assignment) return whyWaiting(view);
  const slave = view.slaves?.find((each) => each.host === assignment.host);
  const gone = slave?.condition === 'awaited' ? `; ${assignment.host} is not connected, and may still come back` : '';
  if (state === 'running' && last?.event === 'task.running')
    return `running on ${assignment.host} as attempt ${attempt} for ${seconds(wallMs - msOf(last.at))}${gone}`;
  return `assigned to ${assignment.host} as attempt ${attempt} for ${seconds(wallMs - msOf(assignment.placedAt))}, not yet known to run${gone}`;
}
