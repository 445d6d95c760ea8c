import { formatTime } from './format-time.ts';
import { isFactRecord, type FactFields, type FactRecord } from './fact-record.ts';

/**
 * How a fact is described:
 *
 * - `sentence`, for logs and event streams: `task7 attempt 2 killed on slave1: connection broken`
 * - `history`, where the task is known: `attempt 2 killed on slave1: connection broken`
 * - `short`, for transcripts: `task.killed 65f0#2 on 4f2a: connection broken`
 * - `full`, for evidence: `task.killed task7 [65f0] attempt 2 on slave1/4f2a: connection broken`
 */
export type FactStyle = 'sentence' | 'history' | 'short' | 'full';

/** Says when a task that failed is tried again, if that is known. */
function retryText(retryAtMs: number | null | undefined): string {
  return typeof retryAtMs === 'number' ? `; tried again from ${formatTime(retryAtMs)} on` : '';
}

function history(fact: FactRecord): string {
  const epoch = fact.epoch === undefined ? 'an epoch' : `epoch ${fact.epoch}`;
  switch (fact.kind) {
    case 'epoch.began':
      return `${epoch} began: ${fact.name} leads`;
    case 'epoch.ended':
      return `${epoch} ended: ${fact.reason}`;
    case 'slave.joined':
      return `${fact.host} joined`;
    case 'slave.lost':
      return `lost ${fact.host}: ${fact.reason}`;
    case 'task.placed':
      return `attempt ${fact.attempt} placed on ${fact.host}`;
    case 'task.running':
      return `attempt ${fact.attempt} running on ${fact.host}`;
    case 'task.success':
      return `attempt ${fact.attempt} succeeded on ${fact.host}`;
    case 'task.killed':
      return `attempt ${fact.attempt} killed on ${fact.host}: ${fact.reason}`;
    case 'task.failed':
      return `attempt ${fact.attempt} failed on ${fact.host}: ${fact.reason}${retryText(fact.retryAtMs)}`;
    case 'task.returned':
      return `attempt ${fact.attempt} returned from ${fact.host} before it ran: ${fact.reason}`;
    case 'task.adopted':
      return `continues after attempt ${fact.attempt}: ${fact.reason}`;
    case 'task.parked':
      return `parked: ${fact.reason}. Fix its document and remove the field "parked".`;
    case 'task.cancelled':
      return `cancelled: ${fact.reason}`;
    case 'task.released':
      return 'released: it is no longer parked';
  }
}

function sentence(fact: FactRecord): string {
  switch (fact.kind) {
    case 'epoch.began':
    case 'epoch.ended':
    case 'slave.joined':
    case 'slave.lost':
      return history(fact);
    case 'task.parked':
      // By its identifier: the document is found by it, and may have no name.
      return `task ${fact.task} ${history(fact)}`;
    case 'task.adopted':
    case 'task.placed':
    case 'task.running':
    case 'task.success':
    case 'task.killed':
    case 'task.failed':
    case 'task.returned':
    case 'task.cancelled':
    case 'task.released':
      return `${fact.taskname ?? `task ${fact.task}`} ${history(fact)}`;
  }
}

/** The process that a fact is about, after a preposition: ` on slave1`, ` by master1`. */
function processText(kind: string, process: string | undefined): string {
  if (process === undefined) return '';
  return kind.startsWith('task.') ? ` on ${process}` : kind.startsWith('epoch.') ? ` by ${process}` : ` ${process}`;
}

function reasonText({ reason }: FactFields): string {
  return reason === undefined ? '' : `: ${reason}`;
}

function short(fact: FactFields): string {
  const { kind, task, attempt, host, instance, name } = fact;
  const attemptText = attempt === undefined ? '' : `#${attempt}`;
  const subject = task === undefined ? '' : ` ${task}${attemptText}`;
  return `${kind}${subject}${processText(kind, instance ?? host ?? name)}${reasonText(fact)}`;
}

function full(fact: FactFields): string {
  const { kind, task, taskname, attempt, host, instance, name } = fact;
  const nameText = typeof taskname === 'string' ? ` ${taskname}` : '';
  const taskText = task === undefined ? '' : `${nameText} [${task}]`;
  const attemptText = attempt === undefined ? '' : ` attempt ${attempt}`;
  const process = [host ?? name, instance].filter((part) => part !== undefined).join('/');
  return `${kind}${taskText}${attemptText}${processText(kind, process || undefined)}${reasonText(fact)}`;
}

/** Describes a fact in one line. Its texts stand as they are: escape them first where they could be misread. */
export function describeFact(fact: FactRecord, style: FactStyle): string {
  switch (style) {
    case 'sentence':
      return sentence(fact);
    case 'history':
      return history(fact);
    case 'short':
      return short(fact);
    case 'full':
      return full(fact);
  }
}

/** Describes what was read where a fact should be: by its fields, in full, where they do not form one. */
export function describeFactFields(fields: FactFields, style: FactStyle): string {
  return isFactRecord(fields) ? describeFact(fields, style) : full(fields);
}
