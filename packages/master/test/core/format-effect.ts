import { describeFact } from '@steadfast/records';
import type { AttemptReference, MasterMessage } from '@steadfast/protocol/messages';
import type { Effect, LogFields } from '../../src/core/effects.ts';
import type { StoreRequest } from '../../src/core/store-requests.ts';
import type { Fact } from '../../src/core/ledger/facts.ts';

/*
 * Formats effects for transcripts. `t1#2` is attempt 2 of task t1. A slave is `slave1` in its first incarnation and
 * `slave1/b` in a later one, which is also its instance.
 */

function formatAttempt({ taskId, attempt }: AttemptReference): string {
  return `${taskId}#${attempt}`;
}

/** Formats a fact: `task.killed t1#1 on slave1: slave1 was lost`. */
export function formatFact(fact: Fact): string {
  return describeFact(fact, 'short');
}

function formatMessage(message: MasterMessage): string {
  switch (message.kind) {
    case 'welcome':
      return `welcome, epoch ${message.epoch}`;
    case 'refuse':
      return `refuse, ${message.reason}${message.leader === '' ? '' : `, ${message.leader} leads`}`;
    case 'assign':
    case 'acknowledge':
    case 'abort':
    case 'recall':
      return `${message.kind} ${formatAttempt(message)}`;
  }
}

/** Formats a request to the store: `append #3 e1: slave.joined slave1`. */
export function formatRequest(request: StoreRequest): string {
  switch (request.kind) {
    case 'append': {
      const { number, epoch, facts } = request.entry;
      return `append #${number} e${epoch}: ${facts.map(formatFact).join('; ')}`;
    }
    case 'observe':
    case 'read.assigned':
    case 'read.strays':
    case 'attach':
      return request.kind;
    case 'read.ledger':
      return `${request.kind} after ${request.after}, at most ${request.limit}`;
    case 'read.revisions':
      return `${request.kind} ${request.taskIds.join(' ') || 'of no tasks'}`;
    case 'read.runnable': {
      const { kind, state, after, skip, through } = request;
      const from = `${after === null ? 'from the start' : `after ${after}`}${skip === 0 ? '' : `, but ${skip}`}`;
      return `${kind} ${state} ${from}${through === null ? '' : ` through ${through}`}`;
    }
    case 'read.task':
      return `${request.kind} ${request.taskId}`;
    case 'read.report':
      return `${request.kind} ${formatAttempt(request)}`;
    case 'project': {
      const updates = request.updates.map(({ taskId, follows, rev, overwrites }) => {
        const before = overwrites ? 'any' : (follows ?? 'new');
        return `${taskId} ${before}→${rev}`;
      });
      return `${request.kind} ${updates.join(', ')}`;
    }
    case 'write.control':
      return `${request.kind} e${request.control.epoch} through ${request.control.projectedThrough}`;
    case 'trim':
      return `${request.kind} at most ${request.limit} through ${request.through}`;
  }
}

function formatFields({ epoch, reason, taskId, attempt, instance }: LogFields): string {
  return [
    epoch === undefined ? '' : `e${epoch}`,
    taskId === undefined ? '' : attempt === undefined ? taskId : formatAttempt({ taskId, attempt }),
    instance ?? '',
    reason === undefined ? '' : `(${reason})`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** Formats an effect as one line; null for those that transcripts omit: logged facts, the watch, wake-ups. */
export function formatEffect(effect: Effect, nameOf: (session: number) => string): string | null {
  switch (effect.kind) {
    case 'store':
      return formatRequest(effect.request);
    case 'send':
      return `master → ${nameOf(effect.session)}: ${formatMessage(effect.message)}`;
    case 'end':
      return `end ${nameOf(effect.session)}: ${effect.code} (${effect.detail})`;
    case 'committed':
      return effect.reread ? `log #${effect.entry.number} (reread)` : null;
    case 'log':
      return `log ${effect.event} ${formatFields(effect.fields)}`.trimEnd();
    case 'watch.open':
    case 'wake':
      return null;
    case 'command.done':
      return `command ${effect.id}: ${effect.outcome}`;
    case 'commands.lost':
      return null;
    case 'stopped':
      return 'stopped';
  }
}
