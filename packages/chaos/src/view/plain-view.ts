import { seconds } from './events.ts';
import { happeningLine, hitsText, moment } from './live-text.ts';
import { nameRunning, type Member, type Progress } from './progress.ts';
import { paint } from './styled-text.ts';

/** How often it is looked for something new, in milliseconds. */
const LOOK_MS = 200;

/** A line about how far everything is comes so often, in milliseconds. */
const REPORT_MS = 2_000;

/** Longer lines are cut off. */
const MOST_COLUMNS = 300;

function doing({ name, presence, activity }: Member, nowMs: number): string {
  if (presence.kind !== 'up') return `${name} ${presence.kind}`;
  const { running } = activity;
  return running === undefined ? name : `${name} ${nameRunning(activity)} for ${seconds(nowMs - running.sinceMs)}`;
}

/** How far everything is, as one line. */
export function renderPlain(progress: Progress, nowMs: number): string {
  const { counts, tasks, members } = progress;
  const { created, running, killed, success } = counts;
  const busy = members.filter(({ presence, activity }) => presence.kind !== 'up' || activity.running !== undefined);
  const parts = [
    `${success} of ${tasks} success, ${running} running, ${killed} killed, ${created} created`,
    hitsText(progress),
    ...busy.map((member) => doing(member, nowMs)),
  ];
  return `${moment(nowMs, progress)}  == ${parts.join(' | ')}`;
}

/** Shows a run in a pipe: a line for everything that happens, and every two seconds one about how far it is. */
export function startPlainView(progress: Progress, output: { write(text: string): unknown }): { stop(): void } {
  let shown = 0;
  let reportedAtMs = Date.now();
  let stopped = false;
  const print = (text: string): void => void output.write(`${paint([[text, 'plain']], MOST_COLUMNS, false)}\n`);

  const look = (): void => {
    for (const happening of progress.happenings) {
      if (happening.number <= shown) continue;
      shown = happening.number;
      output.write(`${paint(happeningLine(happening, progress), MOST_COLUMNS, false)}\n`);
    }
    const nowMs = Date.now();
    if (nowMs - reportedAtMs < REPORT_MS) return;
    reportedAtMs = nowMs;
    print(renderPlain(progress, nowMs));
  };
  const timer = setInterval(look, LOOK_MS);
  return {
    stop: () => {
      if (stopped) return;
      stopped = true;
      clearInterval(timer);
      look();
      print(renderPlain(progress, Date.now()));
    },
  };
}
