import { monotonicMs, type Logger } from '@steadfast/runtime';
import type { Effect } from './core/effects.ts';
import type { SlaveEvent } from './core/events.ts';
import { createExecutor } from './executor.ts';
import { reach, type Failpoint } from './failpoint.ts';
import { openSession, type Session, type SessionListener } from './grpc-client.ts';
import type { Journal, JournalOwner } from './journal.ts';
import { narrate } from './log-format.ts';

/** What effects are carried out with. */
export interface PerformerOptions {
  readonly slave: JournalOwner;
  readonly journal: Journal;
  readonly logger: Logger;
  /** Takes what the effects lead to, now or later. */
  readonly dispatch: (event: SlaveEvent) => void;
  readonly failpoint: Failpoint | undefined;
}

/** Carries out what the core orders. */
export interface Performer {
  readonly perform: (effect: Exclude<Effect, { kind: 'leave' }>) => void;
  /** Lets go of everything at once: session, timer, execution. */
  readonly dispose: () => void;
}

/** What a session tells becomes an event; the failpoints that lie in a session lie here. */
function listenTo({ dispatch, failpoint }: PerformerOptions): SessionListener {
  let openedMs: number | null = null;
  return {
    onOpen: () => {
      openedMs = monotonicMs();
      dispatch({ kind: 'channel opened' });
    },
    onMessage: (message) => {
      if (message.kind === 'welcome') reach('registered', failpoint);
      if (message.kind === 'assign') reach('assigned', failpoint);
      dispatch({ kind: 'message received', message });
    },
    onSent:
      failpoint === undefined
        ? undefined
        : ({ kind }) => {
            if (kind === 'started') reach('started', failpoint);
            if (kind === 'finished') reach('reported', failpoint);
          },
    onEnd: (reason) => {
      dispatch({ kind: 'session ended', reason, lastedMs: openedMs === null ? 0 : monotonicMs() - openedMs });
    },
  };
}

/** Makes what carries out the effects of one slave. */
export function createPerformer(options: PerformerOptions): Performer {
  const { slave, journal, logger, dispatch, failpoint } = options;
  const life = new AbortController();
  const executor = createExecutor(journal, (end) => {
    if (end.kind === 'execution finished') reach('finished', failpoint);
    dispatch(end);
  });
  let session: Session | undefined;
  let waiting: NodeJS.Timeout | undefined;
  let welcoming: NodeJS.Timeout | undefined;

  const perform: Performer['perform'] = (effect) => {
    switch (effect.kind) {
      case 'connect':
        // A deadline belongs to its session.
        clearTimeout(welcoming);
        session = openSession({ address: effect.address, listener: listenTo(options), signal: life.signal });
        break;
      case 'send':
        session?.send(effect.message);
        break;
      case 'end session':
        session?.end(effect.reason);
        break;
      case 'expect welcome':
        welcoming = setTimeout(dispatch, effect.withinMs, { kind: 'welcome overdue' });
        break;
      case 'wait':
        waiting = setTimeout(dispatch, Math.random() * effect.maxDelayMs, { kind: 'waited' });
        break;
      case 'start execution':
        dispatch(executor.start(effect.assignment));
        break;
      case 'abort execution': {
        const reason = executor.abort();
        if (reason !== null) narrate(logger, slave, { event: 'journal.failed', reason });
        break;
      }
      case 'log':
        narrate(logger, slave, effect.entry);
        break;
    }
  };
  const dispose = (): void => {
    clearTimeout(waiting);
    clearTimeout(welcoming);
    life.abort();
    executor.abort();
  };
  return { perform, dispose };
}
