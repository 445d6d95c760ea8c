import { formatPlural } from '@steadfast/runtime/format';
import type { Check } from '../check.ts';
import { nameLine } from '../evidence/place.ts';
import type { Incarnation } from '../run/incarnations.ts';
import type { IndexedRun } from '../run/run.ts';
import { RECORD_TOLERANCE_MS } from '../run/tolerances.ts';
import { createViolationList } from '../violations.ts';

/** Returns whether an incarnation was killed or stopped, by the chaos record, before the next of its name started. */
function wasStoppedExternally(run: IndexedRun, incarnation: Incarnation, next: Incarnation): boolean {
  return (
    run.outagesByTarget
      .get(incarnation.name)
      ?.some(
        ({ kind, fromMs }) =>
          (kind === 'kill' || kind === 'stop') &&
          fromMs >= incarnation.started.atMs - RECORD_TOLERANCE_MS &&
          fromMs <= next.started.atMs + RECORD_TOLERANCE_MS,
      ) === true
  );
}

export const NO_CRASH: Check = {
  id: 'no-crash',
  section: 'guarantee',
  title: 'No master or slave crashes',
  how: 'between two process.started of one name there is a kill or a stop in the chaos record, or a process.stopped, unless both processes stayed up',
  evaluate: (run) => {
    const violations = createViolationList();
    for (const [name, incarnations] of run.incarnations.byName)
      for (const [index, incarnation] of incarnations.entries()) {
        const { instance, pid, started, stopped, last } = incarnation;
        const next = incarnations[index + 1];
        if (next === undefined || run.evidence.chaos === undefined || stopped !== undefined) continue;
        const stayedUp = last.atMs > next.started.atMs;
        if (!stayedUp && !wasStoppedExternally(run, incarnation, next))
          violations.add(
            `${name}/${instance} (pid ${pid}, ${nameLine(started)}) had ended when ${nameLine(next.started)} was written, but nothing had killed or stopped it`,
          );
      }
    return {
      exercised: run.evidence.chaos !== undefined && run.incarnations.all.length > 0,
      observed: `${formatPlural(run.incarnations.all.length, 'incarnation')} of ${formatPlural(run.incarnations.byName.size, 'process', 'processes')}`,
      violations: violations.result(),
    };
  },
};
