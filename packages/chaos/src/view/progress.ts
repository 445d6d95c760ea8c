import { newActivity, noteEnd, noteMasterLine, noteSlaveLine, type Activity } from './activity.ts';
import { deedHappening, masterHappening, slaveHappening, type Happening, type Tone } from './events.ts';
import { readLogLine, type LogLine } from './log-line.ts';
import type { Deed } from '../faults/record.ts';
import { NO_TASKS, type TaskCounts } from '../run/task-counts.ts';

/** A process is there, or was killed, or is stopped in its tracks, or badly connected, or cut off from the others, or has stopped. */
export type Presence =
  | { readonly kind: 'up' }
  | {
      readonly kind: 'killed' | 'frozen' | 'cut off' | 'losing packets' | 'stopped';
      readonly sinceMs: number;
      readonly untilMs: number;
    };

/** A master or a slave as it is shown. */
export interface Member {
  readonly name: string;
  readonly role: 'master' | 'slave';
  readonly presence: Presence;
  readonly activity: Activity;
}

/** How often what was done. */
export interface HitCounts {
  readonly masterKills: number;
  readonly slaveKills: number;
  readonly freezes: number;
  readonly cuts: number;
  /** Successes whose reports had to wait for a later master. */
  readonly replayed: number;
}

/** How far a run is. Moments are in milliseconds since 1970. */
export interface Progress {
  readonly startedAtMs: number;
  /** How many tasks there are. */
  readonly tasks: number;
  readonly counts: TaskCounts;
  readonly hits: HitCounts;
  readonly members: readonly Member[];
  /** The last ones, the oldest first. */
  readonly happenings: readonly Happening[];
  /** How long a task sleeps, in seconds; undefined when that is not known. */
  readonly sleeptimeOf: (taskId: string) => number | undefined;
}

/** What is known of a run, and how it gets known. */
export interface ProgressTracker extends Progress {
  /** Takes a line of the log of that process. */
  readonly noteLog: (name: string, text: string) => void;
  readonly noteDeed: (deed: Deed) => void;
  readonly noteCounts: (counts: TaskCounts) => void;
  /** Takes a sentence about something out of the ordinary. */
  readonly note: (tone: Tone, text: string) => void;
  /** True while a slave runs a task, or a master leads while a slave does. */
  readonly isBusy: (name: string) => boolean;
  /** True once a master leads, every slave has found it, and a task runs. */
  readonly isAtWork: () => boolean;
}

/** Whom and what to track. */
export interface TrackerOptions {
  readonly masters: readonly string[];
  readonly slaves: readonly string[];
  /** How long each task sleeps, in seconds, by its identifier. */
  readonly sleeptimes: ReadonlyMap<string, number>;
  readonly startedAtMs: number;
}

/** A screen shows some thirty; a view that looks away for a moment must miss none. */
const HAPPENINGS_KEPT = 200;

const UP: Presence = { kind: 'up' };

function presenceAfter({ action, at, forMs = 0 }: Deed): Presence {
  const sinceMs = at.getTime();
  const untilMs = sinceMs + forMs;
  switch (action) {
    case 'start':
    case 'thaw':
    case 'heal':
    case 'steady':
      return UP;
    case 'kill':
      return { kind: 'killed', sinceMs, untilMs };
    case 'freeze':
      return { kind: 'frozen', sinceMs, untilMs };
    case 'lossy':
      return { kind: 'losing packets', sinceMs, untilMs };
    case 'stop':
      return { kind: 'stopped', sinceMs, untilMs };
    case 'cut':
      return { kind: 'cut off', sinceMs, untilMs };
  }
}

/** The task that a slave runs, as it is named to people. */
export function nameRunning({ running }: Activity): string | undefined {
  return running === undefined
    ? undefined
    : `${running.task}${running.attempt > 1 ? `, attempt ${running.attempt}` : ''}`;
}

/** What a process was doing when it was hit, as the end of a sentence. */
function whatItDid({ role, activity }: Member): string | undefined {
  if (role === 'master') return activity.epoch === undefined ? undefined : `led reign ${activity.epoch}`;
  const running = nameRunning(activity);
  return running === undefined ? undefined : `ran ${running}`;
}

function countDeed(hits: HitCounts, { action }: Deed, { role }: Member): HitCounts {
  const { masterKills, slaveKills, freezes } = hits;
  if (action === 'freeze') return { ...hits, freezes: freezes + 1 };
  if (action === 'cut' || action === 'lossy') return { ...hits, cuts: hits.cuts + 1 };
  if (action !== 'kill') return hits;
  return role === 'master' ? { ...hits, masterKills: masterKills + 1 } : { ...hits, slaveKills: slaveKills + 1 };
}

/** Keeps track of a run, from what logs, database and chaos tell of it. */
export function trackProgress({ masters, slaves, sleeptimes, startedAtMs }: TrackerOptions): ProgressTracker {
  const newMember = (role: Member['role']) => (name: string) => ({ name, role, presence: UP, activity: newActivity() });
  const members: (Member & { presence: Presence })[] = [
    ...masters.map(newMember('master')),
    ...slaves.map(newMember('slave')),
  ];
  const byName = new Map(members.map((member) => [member.name, member]));
  const happenings: Happening[] = [];
  const factsShown = new Set<string>();
  let counts = NO_TASKS;
  let hits: HitCounts = { masterKills: 0, slaveKills: 0, freezes: 0, cuts: 0, replayed: 0 };

  const happen = (happening: Omit<Happening, 'number'> | undefined): void => {
    // The logs may go back to earlier runs.
    if (happening === undefined || happening.atMs < startedAtMs) return;
    happenings.push({ number: (happenings.at(-1)?.number ?? 0) + 1, ...happening });
    if (happenings.length > HAPPENINGS_KEPT) happenings.shift();
  };
  const noteMaster = ({ name, activity }: Member, line: LogLine): void => {
    noteMasterLine(activity, line);
    const happening = masterHappening(name, line);
    // A successor logs again what its predecessor may have failed to.
    const fact = line.entry === undefined ? undefined : `${line.entry}.${line.index}`;
    if (happening === undefined || (fact !== undefined && factsShown.has(fact))) return;
    if (fact !== undefined) factsShown.add(fact);
    happen(happening);
  };
  const noteSlave = ({ name, activity }: Member, line: LogLine): void => {
    noteSlaveLine(activity, line);
    const replayed = line.event === 'task.success' && line.replayed === true && line.atMs >= startedAtMs;
    if (replayed) hits = { ...hits, replayed: hits.replayed + 1 };
    happen(slaveHappening(name, line));
  };
  const isRunning = ({ role, presence, activity }: Member): boolean =>
    role === 'slave' && presence.kind !== 'killed' && activity.running !== undefined;

  return {
    startedAtMs,
    tasks: sleeptimes.size,
    members,
    happenings,
    sleeptimeOf: (taskId) => sleeptimes.get(taskId),
    get counts() {
      return counts;
    },
    get hits() {
      return hits;
    },
    noteLog: (name, text) => {
      const [member, line] = [byName.get(name), readLogLine(text)];
      if (member === undefined || line === undefined) return;
      if (member.role === 'master') noteMaster(member, line);
      else noteSlave(member, line);
    },
    noteDeed: (deed) => {
      const member = byName.get(deed.target);
      if (member === undefined) return;
      hits = countDeed(hits, deed, member);
      happen(deedHappening(deed, deed.forMs === undefined ? undefined : whatItDid(member)));
      member.presence = presenceAfter(deed);
      if (deed.action === 'kill' || deed.action === 'stop') noteEnd(member.activity);
    },
    noteCounts: (read) => {
      counts = read;
    },
    note: (tone, text) => happen({ atMs: Date.now(), tone, text }),
    isAtWork: () => members.every(({ activity }) => activity.epoch !== undefined) && members.some(isRunning),
    isBusy: (name) => {
      const member = byName.get(name);
      if (member === undefined || member.presence.kind !== 'up') return false;
      if (member.role === 'slave') return isRunning(member);
      return member.activity.epoch !== undefined && members.some(isRunning);
    },
  };
}
