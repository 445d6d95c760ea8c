import type { MasterMessage } from '@steadfast/protocol/messages';
import type { Effect, LogFields } from '../../src/core/effects.ts';
import type { StoreRequest } from '../../src/core/store-requests.ts';
import type { Fact, Placement } from '../../src/core/ledger/facts.ts';

/*
 * How a transcript writes down what the core asks for. An attempt is t1#2, the second one of the task t1; a slave is
 * slave1 in its first life, which has the instance "a", and slave1/b in the one whose instance is "b".
 */

type Attempt = { readonly taskId: string; readonly attempt: number };

function showAttempt({ taskId, attempt }: Attempt): string {
  return `${taskId}#${attempt}`;
}

function showSlave({ host, instance }: Pick<Placement, 'host' | 'instance'>): string {
  return instance === 'a' ? host : `${host}/${instance}`;
}

/** A fact in short: `task.killed t1#1 on slave1 (slave1 is lost)`. */
export function showFact(fact: Fact): string {
  switch (fact.kind) {
    case 'epoch.began':
      return `${fact.kind} ${fact.name}`;
    case 'epoch.ended':
      return `${fact.kind} (${fact.reason})`;
    case 'slave.joined':
      return `${fact.kind} ${showSlave(fact)}`;
    case 'slave.lost':
      return `${fact.kind} ${showSlave(fact)} (${fact.reason})`;
    case 'task.parked':
      return `${fact.kind} ${fact.task} (${fact.reason})`;
    case 'task.placed':
    case 'task.running':
    case 'task.success':
    case 'task.killed':
    case 'task.returned': {
      const reason = 'reason' in fact ? ` (${fact.reason})` : '';
      return `${fact.kind} ${fact.task}#${fact.attempt} on ${showSlave(fact)}${reason}`;
    }
  }
}

function showMessage(message: MasterMessage): string {
  switch (message.kind) {
    case 'welcome':
      return `welcome, epoch ${message.epoch}`;
    case 'refuse':
      return `refuse, ${message.reason}${message.leader === '' ? '' : `, ${message.leader} leads`}`;
    case 'assign':
    case 'acknowledge':
    case 'abort':
      return `${message.kind} ${showAttempt(message)}`;
  }
}

/** A request to the store in short: `append #3 e1: slave.joined slave1`. */
export function showRequest(request: StoreRequest): string {
  switch (request.kind) {
    case 'append': {
      const { number, epoch, facts } = request.entry;
      return `append #${number} e${epoch}: ${facts.map(showFact).join('; ')}`;
    }
    case 'observe':
    case 'read.assigned':
      return request.kind;
    case 'read.ledger':
      return `${request.kind} after ${request.after}, at most ${request.limit}`;
    case 'read.revisions':
      return `${request.kind} ${request.taskIds.join(' ') || 'nothing'}`;
    case 'read.runnable':
      return `${request.kind} ${request.state} after ${request.after ?? 'nothing'}`;
    case 'read.report':
      return `${request.kind} ${showAttempt(request)}`;
    case 'project': {
      const updates = request.updates.map(({ taskId, follows, rev }) => `${taskId} ${follows ?? 'new'}→${rev}`);
      return `${request.kind} ${updates.join(', ')}`;
    }
    case 'write.control':
      return `${request.kind} e${request.control.epoch} through ${request.control.projectedThrough}`;
    case 'trim':
      return `${request.kind} at most ${request.limit} through ${request.through}`;
  }
}

function showFields({ epoch, reason, taskId, attempt, host, instance }: LogFields): string {
  return [
    epoch === undefined ? '' : `e${epoch}`,
    taskId === undefined ? '' : attempt === undefined ? taskId : showAttempt({ taskId, attempt }),
    host === undefined || instance === undefined ? '' : showSlave({ host, instance }),
    reason === undefined ? '' : `(${reason})`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** An effect as one line; null for what is of no interest in a transcript: logged facts, the bell, the alarm. */
export function showEffect(effect: Effect, nameOf: (session: number) => string): string | null {
  switch (effect.kind) {
    case 'store':
      return showRequest(effect.request);
    case 'send':
      return `master → ${nameOf(effect.session)}: ${showMessage(effect.message)}`;
    case 'end':
      return `end ${nameOf(effect.session)}: ${effect.code} (${effect.detail})`;
    case 'committed':
      return effect.reread ? `log #${effect.entry.number} again` : null;
    case 'log':
      return `log ${effect.event} ${showFields(effect.fields)}`.trimEnd();
    case 'watch.open':
    case 'wake':
      return null;
    case 'stopped':
      return 'stopped';
  }
}
