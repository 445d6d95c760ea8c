import { cancelNothing, type Timers } from '@steadfast/runtime';
import type { WorkRunner } from '@steadfast/slave/work/work-runner';
import { JOB_KIND, outcomeOf, scriptOf } from '../../world/job-script.ts';

/** Creates a runner that plays the scripts of jobs. */
export function createSimulatedRunner({ after }: Timers): WorkRunner {
  let cancel = cancelNothing;
  return {
    kinds: [JOB_KIND],
    start: ({ input, attempt }, onEnd) => {
      const script = scriptOf(input);
      cancel = after(script.runsMs, () => onEnd(outcomeOf(script, attempt)));
      return {
        abort: () => {
          cancel();
          cancel = after(script.abortMs, () => onEnd({ kind: 'aborted' }));
        },
      };
    },
    close: () => cancel(),
  };
}
