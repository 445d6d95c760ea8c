import type { Check } from '../check.ts';
import { listViolations } from '../violations.ts';
import { count, nameFact } from '../format.ts';

/** Slaves come and go as they like. */
export const JOIN_LEAVE: Check = {
  id: 'join-leave',
  section: 'asked',
  title: 'Any number of slaves may join and leave',
  how: 'slave.joined and slave.lost in the ledger; each life that joined has a process.started in the logs, and each that ran something had joined',
  evaluate: ({ facts, lives, executions }, { completeLogs }) => {
    const found = listViolations();
    const joined = facts.filter(({ kind }) => kind === 'slave.joined');
    const lost = facts.filter(({ kind }) => kind === 'slave.lost');
    const known = new Set(joined.map(({ host, instance }) => `${host} ${instance}`));
    for (const [instance, life] of executions.byInstance) {
      const host = life[0]?.host ?? '';
      if (!known.has(`${host} ${instance}`))
        found.add(`${host}/${instance} ran ${count(life.length, 'execution')}, but never joined`);
    }
    for (const fact of completeLogs ? joined : [])
      if (lives.byInstance.get(fact.instance ?? '')?.name !== fact.host)
        found.add(() => `${nameFact(fact)}: no process.started of that life is in the logs`);
    const hosts = new Set(joined.map(({ host }) => host));
    return {
      exercised: joined.length > 0,
      observed: `${count(hosts.size, 'slave')} in ${count(known.size, 'life', 'lives')}; joined ${joined.length} times, lost ${lost.length} times`,
      violations: found.result(),
    };
  },
};
