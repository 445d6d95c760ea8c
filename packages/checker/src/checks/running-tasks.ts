import { formatDuration, formatPlural } from '@steadfast/runtime/format';
import type { Check } from '../check.ts';
import { checkUnaffected } from '../run/outage-impact.ts';
import { hitsLeader } from '../run/outage-target.ts';
import type { Outage } from '../run/outages.ts';
import type { IndexedRun } from '../run/run.ts';
import { createViolationList } from '../violations.ts';

/**
 * Creates a check that outages of one role do not affect running tasks.
 * @param matters returns whether an outage could have affected them
 */
function outageCheck(
  role: 'master' | 'mongod',
  matters: (run: IndexedRun, outage: Outage) => boolean,
  { id, section, title }: Pick<Check, 'id' | 'section' | 'title'>,
): Check {
  return {
    id,
    section,
    title,
    how: 'every execution in progress at that moment, on a slave that was not hit itself, continues with the same nonce and is recorded',
    evaluate: (run, { settled }) => {
      const violations = createViolationList();
      const outages = run.outages.filter((outage) => outage.role === role && outage.kind !== 'cut');
      let [mattering, unaffected, longestMs] = [0, 0, 0];
      for (const outage of outages) {
        const unaffectedNow = checkUnaffected(run, outage, settled, violations);
        if (!matters(run, outage)) continue;
        mattering += 1;
        unaffected += unaffectedNow;
        if (Number.isFinite(outage.toMs)) longestMs = Math.max(longestMs, outage.toMs - outage.fromMs);
      }
      const standby = mattering < outages.length ? ` (and ${outages.length - mattering} of a standby)` : '';
      const longest = longestMs > 0 ? `, up to ${formatDuration(longestMs)}` : '';
      return {
        exercised: unaffected > 0,
        observed: `${formatPlural(mattering, 'outage')}${longest}${standby}; ${formatPlural(unaffected, 'running task')} unaffected`,
        violations: violations.result(),
      };
    },
  };
}

export const MASTER_KILL: Check = outageCheck('master', hitsLeader, {
  id: 'master-kill',
  section: 'requirement',
  title: 'Killing the master does not affect running tasks',
});

export const DATABASE_OUTAGE: Check = outageCheck('mongod', () => true, {
  id: 'database-outage',
  section: 'guarantee',
  title: 'A MongoDB outage does not affect running tasks',
});
