import type { Claim } from '../claim.ts';
import { foldTask } from '../fold.ts';
import type { FactAt, TaskStory } from '../stories.ts';
import { listViolations, type ViolationList } from '../violations.ts';
import { count, nameFact } from '../words.ts';

/** Attempts count 1, 2, 3 …, whatever the transition table says. */
const checkAttempts = ({ facts }: TaskStory, found: ViolationList): void => {
  let last = 0;
  for (const fact of facts) {
    if (fact.kind !== 'task.placed') continue;
    if (fact.attempt !== last + 1) found.add(() => `${nameFact(fact)}: the attempt after ${last} must be ${last + 1}`);
    last = fact.attempt ?? last + 1;
  }
};

/** The facts that only a slave with a session can bring about. */
const NEEDS_SLAVE: ReadonlySet<string> = new Set(['task.placed', 'task.running', 'task.success']);

/** Slaves join before they are lost, one life of a name at a time; only who has joined is given tasks or reports. */
const checkSlaves = (facts: readonly FactAt[], found: ViolationList): void => {
  const joined = new Map<string, string>();
  for (const fact of facts) {
    const { kind, host = '', instance = '' } = fact;
    const present = joined.get(host);
    if (kind === 'reign.began') joined.clear();
    else if (kind === 'slave.joined') {
      if (present !== undefined) found.add(() => `${nameFact(fact)}: ${host}/${present} is there already`);
      joined.set(host, instance);
    } else if (kind === 'slave.lost') {
      if (present !== instance) found.add(() => `${nameFact(fact)}: it had not joined in this reign`);
      joined.delete(host);
    } else if (NEEDS_SLAVE.has(kind) && present !== instance)
      found.add(() => `${nameFact(fact)}: that slave had not joined in this reign`);
  }
};

/** Facts of any other kind are no facts. */
const KINDS: ReadonlySet<string> = new Set(
  'reign.began reign.ended slave.joined slave.lost task.placed task.running task.success task.killed task.returned task.parked'.split(
    ' ',
  ),
);

/** Everything that the ledger tells is possible. */
export const LEGAL_MOVES: Claim = {
  id: 'legal-moves',
  section: 'promised',
  title: 'Every move of every task is legal',
  how: "the ledger is folded through the scheduler's own transition table; attempts count 1, 2, 3 …; tasks are placed only on slaves that have joined",
  judge: ({ facts, stories }) => {
    const found = listViolations();
    for (const fact of facts) if (!KINDS.has(fact.kind)) found.add(() => `${nameFact(fact)}: there is no such fact`);
    let moves = 0;
    for (const story of stories.values()) {
      const { illegal } = foldTask(story.facts);
      if (illegal !== undefined) found.add(() => `${nameFact(illegal.fact)}: ${illegal.why}`);
      checkAttempts(story, found);
      moves += story.facts.length;
    }
    checkSlaves(facts, found);
    return {
      exercised: moves > 0,
      figures: `${count(moves, 'move')} of ${count(stories.size, 'task')}`,
      violations: found.result(),
    };
  },
};
