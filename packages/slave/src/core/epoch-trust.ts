import type { DeclineReason } from '@steadfast/protocol/messages';
import { log, type StepContext } from './effects.ts';
import type { SlaveState } from './state.ts';

/*
 * Which epochs a slave believes. It leaves a master of a lower epoch than the highest it has seen, so that it does not
 * serve a deposed master. No task depends on that: a deposed master can write no fact, so nothing comes of its sessions.
 * That is why a slave may forget an epoch, and must: a false master could otherwise keep it from the true ones for good.
 */

/**
 * How far an epoch may be above the highest one seen. An epoch counts changes of leadership; at one a second, this many
 * take 31 years. It is far more than masters skip at once when they find a stale control document, and leaves room for
 * nine million such jumps below 2^53, so that no single Welcome uses up the numbers. A slave that has just started has
 * seen epoch 0, and the same bound applies.
 */
const MAX_EPOCH_JUMP = 1_000_000_000;

/**
 * Masters of lower epochs in a row after which the highest epoch is forgotten. Each is a failed try, and tries are half a
 * second apart on average, so this takes about 15 s; a deposed master notices after 4 s that it does not lead any more.
 */
const MAX_LOWER_EPOCHS = 30;

/** Why a master is not believed. */
export interface Doubt {
  readonly reason: string;
  /** Why its assignments are declined; null if they are ignored. */
  readonly declineReason: DeclineReason | null;
}

/**
 * Forgets the highest epoch, and all reports: they may be about attempts of another ledger, which numbers its attempts
 * from 1 as well. The next Register declares nothing, as if the slave had been restarted.
 */
function forgetEpoch(state: SlaveState, context: StepContext): void {
  log(context, { event: 'epoch.forgotten', epoch: state.highestEpoch, reports: state.outbox.size });
  state.highestEpoch = 0;
  state.lowerEpochs = 0;
  for (const report of state.outbox.values())
    if (report.kept) context.effects.push({ kind: 'report.drop', attempt: report });
  state.outbox.clear();
}

/** Decides whether to believe the epoch in a Welcome. Returns why not; null if it is believed. */
export function doubtEpoch(state: SlaveState, context: StepContext, epoch: number): Doubt | null {
  const { highestEpoch } = state;
  if (epoch > highestEpoch + MAX_EPOCH_JUMP) {
    const reason = `epoch ${epoch} is implausible, the latest is ${highestEpoch}; check that this is the address of a master`;
    return { reason, declineReason: null };
  }
  if (epoch < highestEpoch) {
    state.lowerEpochs += 1;
    // A running task is not given up: its attempt is in Register, and may be current.
    if (state.lowerEpochs >= MAX_LOWER_EPOCHS && state.running === null) forgetEpoch(state, context);
    return { reason: `epoch ${epoch} is over, the latest is ${highestEpoch}`, declineReason: 'lower epoch' };
  }
  state.highestEpoch = epoch;
  state.lowerEpochs = 0;
  return null;
}
