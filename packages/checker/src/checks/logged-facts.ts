import type { Check } from '../check.ts';
import type { LogLine } from '../evidence.ts';
import type { FactAt } from '../task-histories.ts';
import { listViolations, type ViolationList } from '../violations.ts';
import { count, nameFact, nameLine } from '../format.ts';

/** A line of a master's log that tells a fact of the ledger. */
interface FactLine extends LogLine {
  readonly entry: number;
  readonly index: number;
}

function isFactLine(line: LogLine): line is FactLine {
  return line.entry !== undefined && line.index !== undefined;
}

function keyOf({ entry, index }: { entry: number; index: number }): string {
  return `${entry}/${index}`;
}

/** The fields of a fact that a log line must repeat, and the line's name for each. */
function differences(line: LogLine, fact: FactAt): string[] {
  const pairs: readonly (readonly [field: string, logged: unknown, recorded: unknown])[] = [
    ['event', line.event, fact.kind],
    ['epoch', line.epoch, fact.epoch],
    ['taskId', line.taskId, fact.task],
    // A document without a name is logged under an empty one.
    ['task', line.task, fact.task === undefined ? undefined : (fact.taskname ?? '')],
    ['attempt', line.attempt, fact.attempt],
    ['host', line.host, fact.host],
    ['instance', line.instance, fact.instance],
    ['reason', line.reason, fact.reason],
  ];
  return pairs
    .filter(([, logged, recorded]) => logged !== recorded)
    .map(
      ([field, logged, recorded]) =>
        `${field} is ${JSON.stringify(logged)} in the log, ${JSON.stringify(recorded)} in the ledger`,
    );
}

/** In each log, what is not reread comes in the order of the ledger, and once. */
function checkOrder(lines: readonly FactLine[], found: ViolationList): void {
  const last = new Map<string, FactLine>();
  for (const line of lines) {
    if (line.reread === true) continue;
    const before = last.get(line.file);
    last.set(line.file, line);
    if (before === undefined) continue;
    if (line.entry < before.entry || (line.entry === before.entry && line.index <= before.index))
      found.add(
        () =>
          `${nameLine(line)}: entry ${keyOf(line)} was logged after ${keyOf(before)} (${nameLine(before)}), out of the order of the ledger`,
      );
  }
}

/** From the logs alone the whole story can be told, as in MongoDB. Here logs are lines; a simulation sees the entries. */
export const LOGGED_FACTS: Check = {
  id: 'logged-facts',
  section: 'promised',
  title: "The masters' logs tell exactly the story that is in MongoDB",
  how: 'the log lines with a ledger number, over all masters and lives, are the facts of the ledger, each field the same, in the same order',
  evaluate: ({ evidence, facts }) => {
    const found = listViolations();
    const recorded = new Map(facts.map((fact) => [keyOf(fact), fact]));
    const lines = evidence.log.filter(isFactLine);
    const told = new Set<string>();
    for (const line of lines) {
      const key = keyOf(line);
      const fact = recorded.get(key);
      told.add(key);
      if (fact === undefined) {
        found.add(
          () => `${nameLine(line)}: ${line.event} of ${line.task ?? 'nobody'} as fact ${key} is not in the ledger`,
        );
        continue;
      }
      for (const difference of differences(line, fact))
        found.add(() => `${nameLine(line)}: ${nameFact(fact)}: ${difference}`);
    }
    for (const fact of facts)
      if (!told.has(keyOf(fact))) found.add(() => `${nameFact(fact)}: no master's log has a line for it`);
    checkOrder(lines, found);
    const reread = lines.filter((line) => line.reread === true).length;
    return {
      exercised: facts.length > 0,
      observed: `${told.size} of ${count(facts.length, 'fact')} logged, ${count(reread, 'line')} reread by a successor`,
      violations: found.result(),
    };
  },
};
