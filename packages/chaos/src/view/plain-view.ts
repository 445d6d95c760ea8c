import { formatEffects, formatFaults } from '@steadfast/checker';
import { formatSeconds } from '@steadfast/runtime/format';
import { formatDurationSoFar } from './format-elapsed.ts';
import { eventLine } from './live-lines.ts';
import { formatRunningTask, type MemberView } from './members.ts';
import type { RunProgress } from './progress.ts';
import { renderLine } from './styled-text.ts';

/** Soon enough for a reader who watches a pipe. */
const POLL_MS = 200;

/** Often enough to show progress, without burying the events. */
const STATUS_INTERVAL_MS = 2_000;

/** Longer lines are truncated: an error message may be of any length. */
const MAX_COLUMNS = 300;

function describeMember({ name, status, activity }: MemberView, nowMs: number): string {
  if (status.kind !== 'up') return `${name} ${status.kind}`;
  const { running } = activity;
  return running === undefined
    ? name
    : `${name} ${formatRunningTask(activity)} for ${formatSeconds(nowMs - running.sinceMs)}`;
}

/** Renders the state of a run as one line. */
export function renderStatusLine(progress: RunProgress, nowMs: number): string {
  const { taskCounts, summary, tasks, members } = progress;
  const { created, running, killed, success } = taskCounts;
  const notable = members.filter(({ status, activity }) => status.kind !== 'up' || activity.running !== undefined);
  const parts = [
    `${success} of ${tasks} success, ${running} running, ${killed} killed, ${created} created`,
    [...formatFaults(summary), ...formatEffects(summary)].join(', '),
    ...notable.map((member) => describeMember(member, nowMs)),
  ];
  return `${formatDurationSoFar(progress, nowMs).padStart(7)}  == ${parts.join(' | ')}`;
}

/** Shows a run in a pipe: a line for each event, and a status line every two seconds. */
export function startPlainView(progress: RunProgress, output: { write(text: string): unknown }): { stop(): void } {
  let lastNumber = 0;
  let statusAtMs = Date.now();
  let stopped = false;

  const printEvents = (): void => {
    for (const event of progress.events) {
      if (event.number <= lastNumber) continue;
      lastNumber = event.number;
      output.write(`${renderLine(eventLine(event, progress, true), MAX_COLUMNS, false)}\n`);
    }
  };
  const printStatus = (nowMs: number): void =>
    void output.write(`${renderLine([[renderStatusLine(progress, nowMs), 'plain']], MAX_COLUMNS, false)}\n`);
  const poll = (): void => {
    printEvents();
    const nowMs = Date.now();
    if (nowMs - statusAtMs < STATUS_INTERVAL_MS) return;
    statusAtMs = nowMs;
    printStatus(nowMs);
  };
  const timer = setInterval(poll, POLL_MS);
  return {
    stop: () => {
      if (stopped) return;
      stopped = true;
      clearInterval(timer);
      poll();
      printStatus(Date.now());
    },
  };
}
