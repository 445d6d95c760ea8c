import { formatPlural } from '@steadfast/runtime/format';
import type { Check } from '../check.ts';
import { nameExecution } from '../naming.ts';
import { outageAffecting, withdrew } from '../run/disturbances.ts';
import type { JournalExecution } from '../run/executions.ts';
import { effectEndMs } from '../run/outages.ts';
import type { IndexedRun } from '../run/run.ts';
import { CLOCK_TOLERANCE_MS, RECORD_TOLERANCE_MS } from '../run/tolerances.ts';
import { createViolationList } from '../violations.ts';

/**
 * Returns when an execution ended, in milliseconds since 1970. One without an end in its journal ended with its process:
 * when that was killed, or else at the latest when the next one of that slave started; Infinity when there was no next.
 */
function executionEndMs(run: IndexedRun, { started, end, host, instance }: JournalExecution): number {
  if (end !== undefined) return end.atMs;
  const own = run.incarnations.byInstance.get(instance);
  if (own?.stopped !== undefined) return own.stopped.atMs;
  const next = run.incarnations.byName.get(host)?.find((other) => other.started.atMs > (own?.started ?? started).atMs);
  const nextMs = next?.started.atMs ?? Infinity;
  // The records of containers have no process id, so the time tells which of the slave's lives was ended.
  const killed = run.outagesByTarget
    .get(host)
    ?.find(({ kind, fromMs }) => kind === 'kill' && fromMs >= started.atMs - CLOCK_TOLERANCE_MS && fromMs <= nextMs);
  return killed?.fromMs ?? nextMs;
}

/**
 * Returns whether two executions overlap at a moment at which, by the chaos record, both slaves were reachable. The
 * master could then have stopped the one before it placed the other.
 */
function overlapReachably(run: IndexedRun, earlier: JournalExecution, later: JournalExecution): boolean {
  const untilMs = Math.min(executionEndMs(run, earlier), executionEndMs(run, later)) - CLOCK_TOLERANCE_MS;
  let atMs = later.started.atMs;
  while (atMs < untilMs) {
    const outage = outageAffecting(run, earlier, atMs, atMs) ?? outageAffecting(run, later, atMs, atMs);
    if (outage === undefined) return true;
    atMs = effectEndMs(outage) + RECORD_TOLERANCE_MS + 1;
  }
  return false;
}

/** A slave that withdrew may be unable to write the end of its execution to its journal. */
function hasKnownEnd(run: IndexedRun, { end, instance, started }: JournalExecution): boolean {
  return end !== undefined || !withdrew(run, instance, started.atMs, Infinity);
}

export const NO_OVERLAP: Check = {
  id: 'no-overlap',
  section: 'guarantee',
  title: 'No task runs on two reachable slaves at once',
  how: 'in the journals, two executions of a task on different slaves overlap only while the chaos record shows that one of them was killed, stopped, frozen or cut off',
  evaluate: (run) => {
    const violations = createViolationList();
    let pairs = 0;
    for (const executions of Map.groupBy(run.executions.all, ({ taskId }) => taskId).values()) {
      const sorted = executions.toSorted((one, other) => one.started.atMs - other.started.atMs);
      for (const [index, later] of sorted.entries())
        for (const earlier of sorted.slice(0, index)) {
          if (earlier.instance === later.instance) continue;
          pairs += 1;
          // Without a chaos record, nothing tells which slaves were reachable.
          if (run.evidence.chaos === undefined || !hasKnownEnd(run, earlier) || !hasKnownEnd(run, later)) continue;
          if (overlapReachably(run, earlier, later))
            violations.add(
              () => `${nameExecution(later)} started while ${nameExecution(earlier)} ran, and both were reachable`,
            );
        }
    }
    return {
      exercised: pairs > 0 && run.evidence.chaos !== undefined,
      observed: `${formatPlural(pairs, 'pair')} of executions of one task on different slaves`,
      violations: violations.result(),
    };
  },
};
