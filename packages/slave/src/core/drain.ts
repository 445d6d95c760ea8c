import { log, type Effect } from './effects.ts';
import { leave, report } from './session.ts';
import { currentEpoch, type SlaveState } from './state.ts';

/** Leaves if the slave is to leave and holds nothing any more. */
export function leaveWhenDrained(state: SlaveState): Effect[] {
  return state.draining && state.running === null && state.outbox.size === 0 ? leave(state) : [];
}

/** Takes nothing new from now on; finishes and delivers what it holds, then leaves. */
export function drain(state: SlaveState): Effect[] {
  if (state.draining) return [];
  state.draining = true;
  return [
    log({ event: 'drain.began', running: state.running !== null, reports: state.outbox.size }),
    ...report(state, { kind: 'leaving' }),
    ...leaveWhenDrained(state),
  ];
}

/** The time for draining is over: what runs is stopped and handed back, what was not delivered is given up. */
export function endDrain(state: SlaveState): Effect[] {
  const { running, outbox } = state;
  const epoch = currentEpoch(state);
  const effects: Effect[] = [];
  if (running !== null) {
    const { taskId, taskname, attempt } = running;
    state.running = null;
    effects.push(
      { kind: 'abort execution' },
      log({ event: 'task.killed', taskId, taskname, attempt, epoch, reason: 'the slave leaves' }),
      ...report(state, { kind: 'aborted', taskId, attempt }),
    );
  }
  for (const { taskId, taskname, attempt } of outbox.values())
    effects.push(log({ event: 'report.abandoned', taskId, taskname, attempt, epoch }));
  outbox.clear();
  return [...effects, ...leave(state)];
}
