import { formatCount, formatDuration, formatPlural } from '../format.ts';
import type { CampaignHooks, CampaignLimits } from './run-campaign.ts';

/** A stream that progress is written to: a terminal, or something else. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly write: (text: string) => unknown;
}

/** Moves to the beginning of the line of a terminal, and clears it. */
const CLEAR_LINE = '\r\u001B[K';

/** A line on a terminal is written anew so often, elsewhere there is a new one so often, in seconds. */
const PERIOD_SECONDS = { terminal: 0.2, elsewhere: 10 } as const;

/** The columns of a terminal that does not say how many it has. */
const USUAL_COLUMNS = 80;

/** How much is left to do. */
function remaining({ worlds, seconds }: CampaignLimits, played: number, passedSeconds: number): string {
  return worlds === null
    ? `${Math.ceil(Math.max(0, seconds - passedSeconds))} s left`
    : `${formatPlural(Math.max(0, worlds - played), 'world')} left`;
}

/** Says how far a campaign is; `end` removes what is left of it on a terminal. */
export function createProgress(
  limits: CampaignLimits,
  screen: Screen,
): { readonly progress: CampaignHooks['progress']; readonly end: () => void } {
  const terminal = screen.isTTY === true;
  const period = terminal ? PERIOD_SECONDS.terminal : PERIOD_SECONDS.elsewhere;
  let due = terminal ? 0 : period;
  return {
    progress: ({ worlds, events, simulatedMs }, seconds) => {
      if (seconds < due) return;
      due = seconds + period;
      const parts = [
        formatPlural(worlds, 'world'),
        `${formatCount(events)} events (${formatCount(events / seconds)} a second)`,
        `${formatDuration(simulatedMs / 1_000)} simulated`,
        remaining(limits, worlds, seconds),
      ];
      const line = parts.join(', ');
      // A line that is wider than the terminal could not be written over.
      screen.write(terminal ? `${CLEAR_LINE}${line.slice(0, (screen.columns ?? USUAL_COLUMNS) - 1)}` : `${line}\n`);
    },
    end: () => void (terminal && screen.write(CLEAR_LINE)),
  };
}
