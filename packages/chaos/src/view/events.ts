import type { LogLine } from './log-line.ts';
import type { Deed } from '../faults/record.ts';

/** How a happening is to be looked at. */
export type Tone = 'harm' | 'loss' | 'repair' | 'good' | 'plain';

/** Something worth a line on the screen. */
export interface Happening {
  /** Counts up from 1, so that a reader knows what it has shown. */
  readonly number: number;
  /** Wall-clock time, in milliseconds since 1970. */
  readonly atMs: number;
  readonly tone: Tone;
  readonly text: string;
}

/** What of a log is worth a line, and its tone; everything else is left to the files. */
const TONES: ReadonlyMap<string, Tone> = new Map([
  ['epoch.began', 'repair'],
  ['epoch.deposed', 'loss'],
  ['task.killed', 'loss'],
  ['task.returned', 'loss'],
  ['task.parked', 'loss'],
  ['report.confirmed', 'plain'],
  ['store.unavailable', 'harm'],
  ['store.available', 'repair'],
  ['invariant.broken', 'harm'],
] as const);

/** A line of a master's log as a happening; undefined when it is not worth one. */
export function masterHappening(name: string, line: LogLine): Omit<Happening, 'number'> | undefined {
  const tone = TONES.get(line.event);
  return tone === undefined ? undefined : { atMs: line.atMs, tone, text: `${name}: ${line.message}` };
}

/** A line of a slave's log as a happening; undefined when it is not worth one. */
export function slaveHappening(name: string, line: LogLine): Omit<Happening, 'number'> | undefined {
  const replayed = line.event === 'task.success' && line.replayed === true;
  if (!replayed && line.event !== 'report.refused') return undefined;
  return { atMs: line.atMs, tone: replayed ? 'good' : 'plain', text: `${name}: ${line.message}` };
}

/** Milliseconds for people: `0.4 s`. */
export function seconds(milliseconds: number): string {
  return `${(Math.max(0, milliseconds) / 1_000).toFixed(1)} s`;
}

function howText({ signal, pid }: Deed): string {
  const how = [...(signal === undefined ? [] : [signal]), ...(pid === undefined ? [] : [`pid ${pid}`])];
  return how.length === 0 ? '' : ` (${how.join(', ')})`;
}

/** What was done to a process, as a happening. `whatItDid` says what it was doing, for what is killed or frozen. */
export function deedHappening(deed: Deed, whatItDid: string | undefined): Omit<Happening, 'number'> {
  const { at, action, target, forMs = 0 } = deed;
  const how = howText(deed);
  const during = whatItDid === undefined ? '' : ` while it ${whatItDid}`;
  const atMs = at.getTime();
  switch (action) {
    case 'kill':
      return { atMs, tone: 'harm', text: `${target} KILLED${how}${during}; back in ${seconds(forMs)}` };
    case 'freeze':
      return { atMs, tone: 'harm', text: `${target} FROZEN${how}${during}; for ${seconds(forMs)}` };
    case 'cut':
      return { atMs, tone: 'harm', text: `${target} CUT OFF from the others${during}; for ${seconds(forMs)}` };
    case 'lossy':
      return { atMs, tone: 'harm', text: `${target} LOSES PACKETS${during}; for ${seconds(forMs)}` };
    case 'steady':
      return { atMs, tone: 'repair', text: `${target} loses no packets any more` };
    case 'heal':
      return { atMs, tone: 'repair', text: `${target} is connected again` };
    case 'stop':
      return { atMs, tone: 'plain', text: `${target} is asked to stop in order` };
    case 'start':
      return { atMs, tone: 'repair', text: `${target} started again${how}` };
    case 'thaw':
      return { atMs, tone: 'repair', text: `${target} goes on${how}` };
  }
}
