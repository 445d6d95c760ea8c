import { formatCount, formatDuration, formatPlural } from '@steadfast/runtime/format';
import { createStatusLine, type Screen } from '../status-line.ts';
import type { CampaignLimits } from './campaign-limits.ts';
import type { CampaignHooks } from './run-campaign.ts';

/** Often enough to look alive on a terminal; elsewhere, in a CI log for example, each update is a line that stays. */
const UPDATE_INTERVAL_SECONDS = { terminal: 0.2, elsewhere: 10 } as const;

function remaining({ worlds, seconds }: CampaignLimits, worldsRun: number, elapsedSeconds: number): string {
  return worlds === null
    ? `${Math.ceil(Math.max(0, seconds - elapsedSeconds))} s left`
    : `${formatPlural(Math.max(0, worlds - worldsRun), 'world')} left`;
}

/** Creates the progress display of a campaign; `clear` removes it from a terminal. */
export function createProgress(
  limits: CampaignLimits,
  screen: Screen,
): { readonly progress: CampaignHooks['progress']; readonly clear: () => void } {
  const terminal = screen.isTTY === true;
  const statusLine = createStatusLine(screen);
  const interval = terminal ? UPDATE_INTERVAL_SECONDS.terminal : UPDATE_INTERVAL_SECONDS.elsewhere;
  let dueSeconds = terminal ? 0 : interval;
  return {
    progress: ({ worlds, events, simulatedMs }, seconds) => {
      if (seconds < dueSeconds) return;
      dueSeconds = seconds + interval;
      const parts = [
        formatPlural(worlds, 'world'),
        `${formatCount(events)} events (${formatCount(events / seconds)}/s)`,
        `${formatDuration(simulatedMs)} simulated`,
        remaining(limits, worlds, seconds),
      ];
      const line = parts.join(', ');
      if (terminal) statusLine.show(line);
      else screen.write(`${line}\n`);
    },
    clear: statusLine.clear,
  };
}
