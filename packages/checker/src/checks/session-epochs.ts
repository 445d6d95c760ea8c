import { formatPlural } from '@steadfast/runtime/format';
import type { Check } from '../check.ts';
import { nameLine } from '../evidence/place.ts';
import { createViolationList } from '../violations.ts';

/** Checks sessions, because the messages of a master are in no log. */
export const EPOCHS_RISE: Check = {
  id: 'epochs-rise',
  section: 'guarantee',
  title: 'No slave obeys a deposed master',
  how: 'within each incarnation of a slave, the epochs of session.opened never decrease, except after epoch.forgotten, and each is an epoch of the ledger that this incarnation had joined',
  evaluate: ({ evidence, facts, incarnations }) => {
    const violations = createViolationList();
    const joined = new Set(
      facts.flatMap(({ kind, instance, epoch }) => (kind === 'slave.joined' ? [`${instance} ${epoch}`] : [])),
    );
    const highest = new Map<string, number>();
    let opened = 0;
    for (const line of evidence.log) {
      const writer = incarnations.byLine.get(line);
      if (writer?.role !== 'slave') continue;
      const { instance } = writer;
      // The slave has decided that the epoch is not one of this cluster, for example because the database was replaced.
      if (line.event === 'epoch.forgotten') highest.delete(instance);
      if (line.event !== 'session.opened') continue;
      opened += 1;
      const epoch = line.epoch ?? 0;
      const before = highest.get(instance) ?? 0;
      if (epoch < before)
        violations.add(`${nameLine(line)}: it opened a session of epoch ${epoch} after one of epoch ${before}`);
      if (!joined.has(`${instance} ${epoch}`))
        violations.add(
          `${nameLine(line)}: it opened a session of epoch ${epoch}, but that epoch has no slave.joined of ${instance}`,
        );
      highest.set(instance, Math.max(before, epoch));
    }
    return {
      exercised: opened > 0,
      observed: `${formatPlural(opened, 'session')} opened`,
      violations: violations.result(),
    };
  },
};
