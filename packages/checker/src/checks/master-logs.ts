import { formatPlural } from '@steadfast/runtime/format';
import type { Check } from '../check.ts';
import type { LocatedLogLine } from '../evidence/evidence.ts';
import { nameLine } from '../evidence/place.ts';
import { nameFact } from '../naming.ts';
import type { LocatedFact } from '../run/task-histories.ts';
import { createViolationList, type ViolationList } from '../violations.ts';

/** A line of a master's log that records a fact of the ledger. */
interface FactLine extends LocatedLogLine {
  readonly entry: number;
  readonly index: number;
}

function isFactLine(line: LocatedLogLine): line is FactLine {
  return line.entry !== undefined && line.index !== undefined;
}

/** Formats the position of a fact in the ledger. */
function formatPosition({ entry, index }: { entry: number; index: number }): string {
  return `${entry}/${index}`;
}

/** Returns the fields in which a log line differs from its fact. */
function findDifferences(line: LocatedLogLine, fact: LocatedFact): string[] {
  const pairs: readonly (readonly [field: string, logged: unknown, recorded: unknown])[] = [
    ['event', line.event, fact.kind],
    ['epoch', line.epoch, fact.epoch],
    ['taskId', line.taskId, fact.task],
    // A document without a name is logged with an empty one.
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

/** Checks that each log has its facts in ledger order and without repetition, apart from reread ones. */
function checkOrder(lines: readonly FactLine[], violations: ViolationList): void {
  const last = new Map<string, FactLine>();
  for (const line of lines) {
    if (line.reread === true) continue;
    const before = last.get(line.file);
    last.set(line.file, line);
    if (before === undefined) continue;
    if (line.entry < before.entry || (line.entry === before.entry && line.index <= before.index))
      violations.add(
        () =>
          `${nameLine(line)}: fact ${formatPosition(line)} was logged after ${formatPosition(before)} (${nameLine(before)}), which is not ledger order`,
      );
  }
}

/**
 * Returns the entry before which each fact must be logged. A master logs a fact after writing it, so the logs of a cluster
 * that is still running may lack the last ones.
 */
function logsEndAt(settled: boolean, lines: readonly FactLine[]): number {
  return settled ? Infinity : lines.reduce((last, { entry }) => Math.max(last, entry), 0);
}

export const LOGGED_FACTS: Check = {
  id: 'logged-facts',
  section: 'guarantee',
  title: 'The logs of the masters match the ledger',
  how: 'the log lines with an entry number, over all masters and incarnations, are exactly the facts of the ledger: the same fields, in the same order',
  evaluate: ({ evidence, facts }, { settled }) => {
    const violations = createViolationList();
    const recorded = new Map(facts.map((fact) => [formatPosition(fact), fact]));
    const lines = evidence.log.filter(isFactLine);
    const logged = new Set<string>();
    for (const line of lines) {
      const position = formatPosition(line);
      const fact = recorded.get(position);
      logged.add(position);
      if (fact === undefined) {
        violations.add(
          () => `${nameLine(line)}: ${line.event} is logged as fact ${position}, which is not in the ledger`,
        );
        continue;
      }
      for (const difference of findDifferences(line, fact))
        violations.add(() => `${nameLine(line)}: ${nameFact(fact)}: ${difference}`);
    }
    const endAt = logsEndAt(settled, lines);
    for (const fact of facts)
      if (!logged.has(formatPosition(fact)) && fact.entry < endAt)
        violations.add(() => `${nameFact(fact)}: no master logged it`);
    checkOrder(lines, violations);
    const reread = lines.filter((line) => line.reread === true).length;
    return {
      exercised: facts.length > 0,
      observed: `${logged.size} of ${formatPlural(facts.length, 'fact')} logged, ${formatPlural(reread, 'line')} logged again by a later leader`,
      violations: violations.result(),
    };
  },
};
