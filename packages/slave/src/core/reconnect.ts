import type { StepContext } from './effects.ts';
import type { SlaveState } from './state.ts';

/** Upper bound of the first delay; it doubles with each failed round. Short, since most outages are restarts. */
const INITIAL_RETRY_DELAY_MS = 100;

/** Upper bound of every delay: slaves must be back within a second or two of a master's return. */
const MAX_RETRY_DELAY_MS = 1000;

function currentAddress({ config, rotation }: SlaveState): string {
  return config.addresses[rotation.index] ?? '';
}

/** Whether every other address has already failed in this round. */
export function isLastOfRound({ config, rotation }: SlaveState): boolean {
  return rotation.failedAddresses + 1 >= config.addresses.length;
}

/** Connects to the current address without delay. */
export function connect(state: SlaveState, context: StepContext): void {
  const address = currentAddress(state);
  state.connection = { kind: 'connecting', address };
  context.effects.push({ kind: 'connect', address });
}

/** Begins a new round with the address just lost, without delay: its master may already have been restarted. */
export function reconnect(state: SlaveState, context: StepContext): void {
  state.rotation = { index: state.rotation.index, failedAddresses: 0, failedRounds: 0 };
  connect(state, context);
}

/**
 * Advances to the next address: without delay within a round, with exponential backoff between rounds. The driver draws
 * the delay from zero up (full jitter), so that slaves that lost the same master do not all return at once.
 */
export function tryNextAddress(state: SlaveState, context: StepContext): void {
  const lastOfRound = isLastOfRound(state);
  const { index, failedAddresses, failedRounds } = state.rotation;
  const next = (index + 1) % state.config.addresses.length;
  if (!lastOfRound) {
    state.rotation = { index: next, failedAddresses: failedAddresses + 1, failedRounds };
    connect(state, context);
    return;
  }
  state.rotation = { index: next, failedAddresses: 0, failedRounds: failedRounds + 1 };
  state.connection = { kind: 'disconnected' };
  const maxDelayMs = Math.min(MAX_RETRY_DELAY_MS, INITIAL_RETRY_DELAY_MS * 2 ** failedRounds);
  context.effects.push({ kind: 'retry.schedule', maxDelayMs });
}
