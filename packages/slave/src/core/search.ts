import { type Effect } from './effects.ts';
import type { SlaveState } from './state.ts';

/** The most that the first wait may take, in milliseconds; each further one may take twice as long as the one before. */
const FIRST_WAIT_MS = 100;

/** No wait is longer, in milliseconds: a master that is back must have its slaves within a second or two. */
const LONGEST_WAIT_MS = 1000;

/** The address to try next, or in use now. */
export function addressOf({ config, search }: SlaveState): string {
  return config.addresses[search.address] ?? '';
}

/** True when every other address was tried in vain in this round. */
export function isLastOfRound({ config, search }: SlaveState): boolean {
  return search.tried + 1 >= config.addresses.length;
}

/** Tries the current address, now. */
export function connect(state: SlaveState): Effect[] {
  const address = addressOf(state);
  state.phase = { kind: 'connecting', address };
  return [{ kind: 'connect', address }];
}

/** Begins a new search at the current address, at once: the master that was lost there may be back already. */
export function connectAgain(state: SlaveState): Effect[] {
  state.search = { address: state.search.address, tried: 0, rounds: 0 };
  return connect(state);
}

/**
 * Goes on to the next address: at once while some have not been tried in this round, then after a wait. The wait is
 * drawn by the driver, from zero up, so that slaves which lost one master together do not return together.
 */
export function tryNext(state: SlaveState): Effect[] {
  const lastOfRound = isLastOfRound(state);
  const { address, tried, rounds } = state.search;
  const next = (address + 1) % state.config.addresses.length;
  if (!lastOfRound) {
    state.search = { address: next, tried: tried + 1, rounds };
    return connect(state);
  }
  state.search = { address: next, tried: 0, rounds: rounds + 1 };
  state.phase = { kind: 'disconnected' };
  return [{ kind: 'wait', maxDelayMs: Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** rounds) }];
}
