import type { RunSummary } from '@steadfast/checker';
import { parseLogLine, type LogLine } from '@steadfast/records';
import { NO_TASKS, type TaskStateCounts } from '../run/task-counts.ts';
import type { FaultAction } from '../faults/record.ts';
import { applyMasterLine, applySlaveLine, newActivity, resetActivity } from './activity.ts';
import { createEventHistory } from './event-history.ts';
import { faultEvent, masterLogEvent, slaveLogEvent, type EventCategory, type ViewEvent } from './events.ts';
import { describeActivity, isRunningTask, statusAfter, UP, type MemberView } from './members.ts';
import { trackFigures } from './run-figures.ts';

/** The progress of a run. Times are in milliseconds since 1970. */
export interface RunProgress {
  /** When the run began. */
  readonly startedAtMs: number;
  /** The number of tasks. */
  readonly tasks: number;
  readonly taskCounts: TaskStateCounts;
  /** The main figures so far, by the clock of the evidence: times count from the first placement of a task. */
  readonly summary: RunSummary;
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
  /** Takes a line of the journal of a slave. */
  readonly onJournalLine: (name: string, text: string) => void;
  readonly onFaultAction: (action: FaultAction) => void;
  readonly onTaskCounts: (counts: TaskStateCounts) => void;
  /** Adds an event that neither a log line nor a fault implies. */
  readonly addEvent: (category: EventCategory, text: string) => void;
  /** True for a slave that runs a task, and for a leading master while any slave runs one. */
  readonly isBusy: (name: string) => boolean;
  /** True for a member that has logged its start, and has not been killed or stopped since. */
  readonly hasStarted: (name: string) => boolean;
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
  const figures = trackFigures(startedAtMs);
  let taskCounts = NO_TASKS;

  const onMasterLine = ({ name, activity }: MemberView, line: LogLine): void => {
    applyMasterLine(activity, line);
    const event = masterLogEvent(name, line);
    const isFirst = event !== undefined && isFirstSighting(line);
    figures.onMasterLine(line, isFirst);
    if (isFirst) events.add(event);
  };
  const onSlaveLine = ({ name, activity }: MemberView, line: LogLine): void => {
    applySlaveLine(activity, line);
    figures.onSlaveLine(line);
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
    get summary() {
      return figures.summarize(sleeptimes.size, taskCounts);
    },
    onLogLine: (name, text) => {
      const [member, line] = [byName.get(name), parseLogLine(text)];
      // The last line of a killed process may be cut short. Whether that is acceptable is for the checker to decide.
      if (member === undefined || !line.ok) return;
      if (member.role === 'master') onMasterLine(member, line.value);
      else onSlaveLine(member, line.value);
    },
    onJournalLine: (_name, text) => figures.onJournalLine(text),
    onFaultAction: (action) => {
      const member = byName.get(action.target);
      if (member === undefined) return;
      figures.onFaultAction(action, member);
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
): Pick<ProgressTracker, 'isBusy' | 'hasStarted' | 'isClusterActive'> {
  return {
    isBusy: (name) => {
      const member = byName.get(name);
      if (member === undefined || member.status.kind !== 'up') return false;
      if (member.role === 'slave') return isRunningTask(member);
      return member.activity.epoch !== undefined && members.some(isRunningTask);
    },
    hasStarted: (name) => byName.get(name)?.activity.started === true,
    isClusterActive: () => members.every(({ activity }) => activity.epoch !== undefined) && members.some(isRunningTask),
  };
}
