import type { Entry, Fact } from './core/ledger/facts.ts';

/** A fact as a sentence. */
function sentence(fact: Fact, epoch: number): string {
  switch (fact.kind) {
    case 'epoch.began':
      return `Reign ${epoch} began: ${fact.name} leads`;
    case 'epoch.ended':
      return `Reign ${epoch} ended: ${fact.reason}`;
    case 'slave.joined':
      return `${fact.host} joined`;
    case 'slave.lost':
      return `${fact.host} is lost: ${fact.reason}`;
    case 'task.placed':
      return `${fact.taskname} was placed on ${fact.host} as attempt ${fact.attempt}`;
    case 'task.running':
      return `${fact.taskname} is running on ${fact.host}, attempt ${fact.attempt}`;
    case 'task.success':
      return `${fact.taskname} finished on ${fact.host}, attempt ${fact.attempt}`;
    case 'task.killed':
      return `${fact.taskname} was killed on ${fact.host}, attempt ${fact.attempt}: ${fact.reason}`;
    case 'task.returned':
      return `${fact.taskname} came back from ${fact.host} without having run, attempt ${fact.attempt}: ${fact.reason}`;
    case 'task.parked':
      return `Task ${fact.task} was set aside: ${fact.reason}. Mend its document and remove the field "parked".`;
  }
}

/** The log line of one fact. `entry` and `index` say where it stands in the ledger, so that readers can tell repetitions. */
export function factLine(entry: Entry, index: number, reread: boolean) {
  const fact = entry.facts[index];
  if (fact === undefined) throw new Error(`entry ${entry.number} has no fact ${index}`);
  const { kind, ...fields } = fact;
  const { task, taskname, ...others } = { task: undefined, taskname: undefined, ...fields };
  const named = task === undefined ? {} : { task: taskname ?? '', taskId: task };
  const place = { event: kind, epoch: entry.epoch, entry: entry.number, index };
  return { message: sentence(fact, entry.epoch), ...place, ...named, ...others, ...(reread ? { reread } : {}) };
}
