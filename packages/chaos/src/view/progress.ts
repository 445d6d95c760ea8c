import { parseLogLine, type LogLine } from '@steadfast/records';
import { NO_TASKS, type TaskStateCounts } from '../run/task-counts.ts';
import type { FaultAction } from '../faults/record.ts';
import { applyMasterLine, applySlaveLine, newActivity, resetActivity } from './activity.ts';
import { createEventHistory } from './event-history.ts';
import { faultEvent, masterLogEvent, slaveLogEvent, type EventCategory, type ViewEvent } from './events.ts';
import { countFault, NO_FAULTS, type FaultCounts } from './fault-counts.ts';
import { describeActivity, isRunningTask, statusAfter, UP, type MemberView } from './members.ts';

/** The progress of a run. Times are in milliseconds since 1970. */
export interface RunProgress {
  readonly startedAtMs: number;
  /** The number of tasks. */
  readonly tasks: number;
  readonly taskCounts: TaskStateCounts;
  readonly faults: FaultCounts;
  readonly members: readonly MemberView[];
  /** The most recent events, oldest first. */
  readonly events: readonly ViewEvent[];
  /** Returns how long a task sleeps, in seconds; undefined for an unknown task. */
  readonly sleeptimeOf: (taskId: string) => number | undefined;
}

/** The progress of a run, and the inputs that it is derived from. */
export interface ProgressTracker extends RunProgress {
  /** Takes a line of the log of a member. */
  readonly onLogLine: (name: string, text: string) => void;
  readonly onFaultAction: (action: FaultAction) => void;
  readonly onTaskCounts: (counts: TaskStateCounts) => void;
  /** Adds an event that neither a log line nor a fault implies. */
  readonly addEvent: (category: EventCategory, text: string) => void;
  /** True for a slave that runs a task, and for a leading master while any slave runs one. */
  readonly isBusy: (name: string) => boolean;
  /** True once a master leads, every slave has a session, and a task runs. */
  readonly isClusterActive: () => boolean;
}

/** What to track. */
export interface TrackerOptions {
  readonly masters: readonly string[];
  readonly slaves: readonly string[];
  /** How long each task sleeps, in seconds, by task id. */
  readonly sleeptimes: ReadonlyMap<string, number>;
  readonly startedAtMs: number;
}

type TrackedMember = { -readonly [Field in keyof MemberView]: MemberView[Field] };

function newMember(name: string, role: MemberView['role']): TrackedMember {
  return { name, role, status: UP, activity: newActivity() };
}

function isReplayedReport({ event, replayed }: LogLine): boolean {
  return event === 'task.success' && replayed === true;
}

/** Returns a function that is true the first time it sees a fact: a new leader logs the facts of its predecessor again. */
function firstSightings(): (line: LogLine) => boolean {
  const seen = new Set<string>();
  return ({ entry, index }) => {
    if (entry === undefined) return true;
    const fact = `${entry}.${index}`;
    if (seen.has(fact)) return false;
    seen.add(fact);
    return true;
  };
}

/** Tracks the progress of a run from its logs, its database and the injected faults. */
export function trackProgress({ masters, slaves, sleeptimes, startedAtMs }: TrackerOptions): ProgressTracker {
  const members = [
    ...masters.map((name) => newMember(name, 'master')),
    ...slaves.map((name) => newMember(name, 'slave')),
  ];
  const byName = new Map(members.map((member) => [member.name, member]));
  const events = createEventHistory(startedAtMs);
  const isFirstSighting = firstSightings();
  let taskCounts = NO_TASKS;
  let faults = NO_FAULTS;

  const onMasterLine = ({ name, activity }: MemberView, line: LogLine): void => {
    applyMasterLine(activity, line);
    const event = masterLogEvent(name, line);
    if (event !== undefined && isFirstSighting(line)) events.add(event);
  };
  const onSlaveLine = ({ name, activity }: MemberView, line: LogLine): void => {
    applySlaveLine(activity, line);
    if (isReplayedReport(line) && line.atMs >= startedAtMs)
      faults = { ...faults, replayedReports: faults.replayedReports + 1 };
    const event = slaveLogEvent(name, line);
    if (event !== undefined) events.add(event);
  };

  return {
    startedAtMs,
    tasks: sleeptimes.size,
    members,
    events: events.recent,
    sleeptimeOf: (taskId) => sleeptimes.get(taskId),
    get taskCounts() {
      return taskCounts;
    },
    get faults() {
      return faults;
    },
    onLogLine: (name, text) => {
      const [member, line] = [byName.get(name), parseLogLine(text)];
      // The last line of a killed process may be cut short. Whether that is acceptable is for the checker to decide.
      if (member === undefined || !line.ok) return;
      if (member.role === 'master') onMasterLine(member, line.value);
      else onSlaveLine(member, line.value);
    },
    onFaultAction: (action) => {
      const member = byName.get(action.target);
      if (member === undefined) return;
      faults = countFault(faults, action, member);
      events.add(faultEvent(action, action.forMs === undefined ? undefined : describeActivity(member)));
      member.status = statusAfter(action);
      if (action.action === 'kill' || action.action === 'stop') resetActivity(member.activity);
    },
    onTaskCounts: (counts) => {
      taskCounts = counts;
    },
    addEvent: (category, text) => events.add({ atMs: Date.now(), category, text }),
    ...activityOf(members, byName),
  };
}

/** Returns the queries of a tracker about what its members are doing. */
function activityOf(
  members: readonly MemberView[],
  byName: ReadonlyMap<string, MemberView>,
): Pick<ProgressTracker, 'isBusy' | 'isClusterActive'> {
  return {
    isBusy: (name) => {
      const member = byName.get(name);
      if (member === undefined || member.status.kind !== 'up') return false;
      if (member.role === 'slave') return isRunningTask(member);
      return member.activity.epoch !== undefined && members.some(isRunningTask);
    },
    isClusterActive: () => members.every(({ activity }) => activity.epoch !== undefined) && members.some(isRunningTask),
  };
}
