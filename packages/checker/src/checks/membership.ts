import { formatPlural } from '@steadfast/runtime/format';
import type { Check } from '../check.ts';
import { nameFact } from '../naming.ts';
import { isTraced } from '../run/run.ts';
import { createViolationList } from '../violations.ts';

export const JOIN_LEAVE: Check = {
  id: 'join-leave',
  section: 'requirement',
  title: 'Any number of slaves can join and leave',
  how: 'by slave.joined and slave.lost in the ledger; each incarnation that joined has a process.started in the logs, and each that ran a task had joined',
  evaluate: ({ evidence, facts, incarnations, executions }, { completeLogs }) => {
    const violations = createViolationList();
    const joined = facts.filter(({ kind }) => kind === 'slave.joined');
    const lost = facts.filter(({ kind }) => kind === 'slave.lost');
    const known = new Set(joined.map(({ host, instance }) => `${host} ${instance}`));
    for (const [instance, ofInstance] of executions.byInstance) {
      const host = ofInstance[0]?.host ?? '';
      if (!known.has(`${host} ${instance}`))
        violations.add(`${host}/${instance} ran ${formatPlural(ofInstance.length, 'execution')}, but never joined`);
    }
    for (const fact of completeLogs ? joined : [])
      if (isTraced(evidence, fact.entry) && incarnations.byInstance.get(fact.instance ?? '')?.name !== fact.host)
        violations.add(() => `${nameFact(fact)}: the logs have no process.started of that incarnation`);
    const hosts = new Set(joined.map(({ host }) => host));
    return {
      exercised: joined.length > 0,
      observed: `${formatPlural(hosts.size, 'slave')}, ${formatPlural(known.size, 'incarnation')}; joined ${joined.length} times, lost ${lost.length} times`,
      violations: violations.result(),
    };
  },
};
