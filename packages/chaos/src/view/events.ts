import type { LogLine } from '@steadfast/records';
import { formatSeconds } from '@steadfast/runtime/format';
import type { FaultAction } from '../faults/record.ts';

/** What an event means for the run; decides its colour. */
export type EventCategory = 'fault' | 'loss' | 'recovery' | 'success' | 'info';

/** Something that is shown as a line of its own. */
export interface ViewEvent {
  /** Counts up from 1, so that a view knows which events it has shown. */
  readonly number: number;
  /** Wall-clock time, in milliseconds since 1970. */
  readonly atMs: number;
  readonly category: EventCategory;
  readonly text: string;
  /** The part of the text that can be left out where there is little room. */
  readonly details?: string;
}

/** The log events of a master that are shown. */
const CATEGORIES: ReadonlyMap<string, EventCategory> = new Map([
  ['epoch.began', 'recovery'],
  ['epoch.deposed', 'loss'],
  ['task.killed', 'loss'],
  ['task.returned', 'loss'],
  ['task.parked', 'loss'],
  ['task.failed', 'loss'],
  ['task.cancelled', 'info'],
  ['task.released', 'info'],
  ['report.confirmed', 'info'],
  ['store.unavailable', 'fault'],
  ['store.available', 'recovery'],
  ['invariant.broken', 'fault'],
] as const);

/** Returns the event that a master's log line is shown as; undefined when it is not shown. */
export function masterLogEvent(name: string, line: LogLine): Omit<ViewEvent, 'number'> | undefined {
  const category = CATEGORIES.get(line.event);
  return category === undefined ? undefined : { atMs: line.atMs, category, text: `${name}: ${line.message}` };
}

/** Returns the event that a slave's log line is shown as; undefined when it is not shown. */
export function slaveLogEvent(name: string, line: LogLine): Omit<ViewEvent, 'number'> | undefined {
  const replayed = line.event === 'task.success' && line.replayed === true;
  if (!replayed && line.event !== 'report.refused') return undefined;
  return { atMs: line.atMs, category: replayed ? 'success' : 'info', text: `${name}: ${line.message}` };
}

/** Formats the signal and the process id of an action: ` (SIGKILL, pid 4711)`. */
function formatDetails({ signal, pid }: FaultAction): string {
  const details = [...(signal === undefined ? [] : [signal]), ...(pid === undefined ? [] : [`pid ${pid}`])];
  return details.length === 0 ? '' : ` (${details.join(', ')})`;
}

/**
 * Returns the event that an action is shown as. `activity` says what its target was doing, to follow the word "while";
 * undefined when it was idle, or when the action ends a fault.
 */
export function faultEvent(faultAction: FaultAction, activity: string | undefined): Omit<ViewEvent, 'number'> {
  const { atMs, action, target, forMs = 0 } = faultAction;
  const details = formatDetails(faultAction);
  const during = activity === undefined ? '' : ` while ${activity}`;
  const event = (category: EventCategory, text: string): Omit<ViewEvent, 'number'> => ({
    atMs,
    category,
    text,
    ...(details === '' ? {} : { details }),
  });
  switch (action) {
    case 'kill':
      return event('fault', `${target} KILLED${details}${during}; back in ${formatSeconds(forMs)}`);
    case 'freeze':
      return event('fault', `${target} FROZEN${details}${during}; for ${formatSeconds(forMs)}`);
    case 'cut':
      return event('fault', `${target} CUT OFF from its peers${during}; for ${formatSeconds(forMs)}`);
    case 'lossy':
      return event('fault', `${target} LOSING PACKETS${during}; for ${formatSeconds(forMs)}`);
    case 'steady':
      return event('recovery', `${target} no longer losing packets`);
    case 'heal':
      return event('recovery', `${target} reconnected`);
    case 'stop':
      return event('info', `${target} stopping`);
    case 'start':
      return event('recovery', `${target} restarted${details}`);
    case 'thaw':
      return event('recovery', `${target} resumed${details}`);
  }
}
