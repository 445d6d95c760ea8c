import type { RunSummary } from '@steadfast/checker';
import { parseJournalLine, type LogLine } from '@steadfast/records';
import type { FaultAction } from '../faults/record.ts';
import type { TaskStateCounts } from '../run/task-counts.ts';
import type { MemberView } from './members.ts';

type Counter =
  | 'masterKills'
  | 'slaveKills'
  | 'freezes'
  | 'networkFaults'
  | 'killedTasks'
  | 'returnedTasks'
  | 'reruns'
  | 'reportsReplayed';

/** The figures of a run in progress. At its end they are those that the checker derives from the evidence. */
export interface RunFigures {
  readonly onFaultAction: (action: FaultAction, member: MemberView) => void;
  /** Takes a line of a master's log. `isFirst` is false if an earlier leader has already logged its fact. */
  readonly onMasterLine: (line: LogLine, isFirst: boolean) => void;
  readonly onSlaveLine: (line: LogLine) => void;
  /** Takes a line of a slave's journal. */
  readonly onJournalLine: (text: string) => void;
  readonly summarize: (tasks: number, counts: TaskStateCounts) => RunSummary;
}

/** Returns what an action counts as; undefined if it ends a fault. */
function counterOf({ action }: FaultAction, { role }: MemberView): Counter | undefined {
  switch (action) {
    case 'kill':
      return role === 'master' ? 'masterKills' : 'slaveKills';
    case 'freeze':
      return 'freezes';
    case 'cut':
    case 'lossy':
      return 'networkFaults';
    case 'start':
    case 'thaw':
    case 'heal':
    case 'steady':
    case 'stop':
      return undefined;
  }
}

/** Starts with zeros. Lines from before the run are ignored: logs and journals may hold earlier runs. */
export function trackFigures(runStartedAtMs: number): RunFigures {
  const counts: Record<Counter, number> = {
    masterKills: 0,
    slaveKills: 0,
    freezes: 0,
    networkFaults: 0,
    killedTasks: 0,
    returnedTasks: 0,
    reruns: 0,
    reportsReplayed: 0,
  };
  let [startedAtMs, endedAtMs] = [Infinity, -Infinity];
  const isEarlier = ({ atMs }: { readonly atMs: number }): boolean => atMs < runStartedAtMs;
  return {
    onFaultAction: (action, member) => {
      const counter = counterOf(action, member);
      if (counter !== undefined) counts[counter] += 1;
    },
    onMasterLine: (line, isFirst) => {
      if (isEarlier(line) || line.entry === undefined) return;
      const { event, atMs, reread } = line;
      if (event === 'task.killed' && isFirst) counts.killedTasks += 1;
      if (event === 'task.returned' && isFirst) counts.returnedTasks += 1;
      if (reread === true) return;
      if (event === 'task.placed') startedAtMs = Math.min(startedAtMs, atMs);
      if (event === 'task.success') endedAtMs = Math.max(endedAtMs, atMs);
    },
    onSlaveLine: (line) => {
      if (!isEarlier(line) && line.event === 'task.success' && line.replayed === true) counts.reportsReplayed += 1;
    },
    onJournalLine: (text) => {
      const line = parseJournalLine(text);
      if (line.ok && !isEarlier(line.value) && line.value.event === 'started' && line.value.attempt > 1)
        counts.reruns += 1;
    },
    summarize: (tasks, { success }) => ({
      ...counts,
      tasks,
      successes: success,
      startedAtMs: Number.isFinite(startedAtMs) ? startedAtMs : undefined,
      durationMs: endedAtMs < startedAtMs ? undefined : endedAtMs - startedAtMs,
    }),
  };
}
