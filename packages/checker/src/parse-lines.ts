import {
  CHAOS_ACTIONS,
  type ChaosLine,
  type JournalLine,
  type LogLine,
  type Place,
  type SeededTask,
} from './evidence.ts';
import { flagOf, isFields, Malformed, momentOf, need, numberOf, present, textOf, type Fields } from './fields.ts';

function parseObject(text: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Malformed('not JSON');
  }
  if (!isFields(value)) throw new Malformed('not an object');
  return value;
}

/** Reads a line of an execution journal. @throws {Malformed} */
export function parseJournalLine(text: string, { file, line }: Place): JournalLine {
  const raw = parseObject(text);
  const event = raw['event'];
  if (event !== 'started' && event !== 'finished' && event !== 'aborted')
    throw new Malformed(`event is ${JSON.stringify(event)}`);
  const sleptMs = numberOf(raw['sleptMs']);
  if (event !== 'started') need(sleptMs, 'sleptMs');
  return {
    file,
    line,
    event,
    taskId: need(textOf(raw['taskId']), 'taskId'),
    taskname: need(textOf(raw['taskname']), 'taskname'),
    attempt: need(numberOf(raw['attempt']), 'attempt'),
    nonce: need(textOf(raw['nonce']), 'nonce'),
    host: need(textOf(raw['host']), 'host'),
    instance: need(textOf(raw['instance']), 'instance'),
    pid: need(numberOf(raw['pid']), 'pid'),
    atMs: need(momentOf(raw['at']), 'at'),
    monotonicMs: need(numberOf(raw['monotonicMs']), 'monotonicMs'),
    ...(sleptMs === undefined ? {} : { sleptMs }),
  };
}

/** Reads a line of a log. @throws {Malformed} */
export function parseLogLine(text: string, { file, line }: Place): LogLine {
  const raw = parseObject(text);
  const fields = present({
    role: textOf(raw['role']),
    name: textOf(raw['name']),
    pid: numberOf(raw['pid']),
    instance: textOf(raw['instance']),
    host: textOf(raw['host']),
    task: textOf(raw['task']),
    taskId: textOf(raw['taskId']),
    attempt: numberOf(raw['attempt']),
    nonce: textOf(raw['nonce']),
    epoch: numberOf(raw['epoch']),
    entry: numberOf(raw['entry']),
    index: numberOf(raw['index']),
    reread: flagOf(raw['reread']),
    replayed: flagOf(raw['replayed']),
    reason: textOf(raw['reason']),
  });
  return {
    file,
    line,
    atMs: need(momentOf(raw['timestamp']), 'timestamp'),
    event: textOf(raw['event']) ?? '',
    ...fields,
  };
}

/** Reads a line of the chaos record. @throws {Malformed} */
export function parseChaosLine(text: string, { file, line }: Place): ChaosLine {
  const raw = parseObject(text);
  const action = need(
    CHAOS_ACTIONS.find((known) => known === raw['action']),
    'action',
  );
  const fields = present({
    signal: textOf(raw['signal']),
    pid: numberOf(raw['pid']),
    instance: textOf(raw['instance']),
  });
  return {
    file,
    line,
    atMs: need(momentOf(raw['at']), 'at'),
    action,
    target: need(textOf(raw['target']), 'target'),
    ...fields,
  };
}

/** Reads a line of the list of tasks as they were seeded. @throws {Malformed} */
export function parseSeededLine(text: string): SeededTask {
  const raw = parseObject(text);
  return {
    taskId: need(textOf(raw['taskId']), 'taskId'),
    taskname: need(textOf(raw['taskname']), 'taskname'),
    sleeptime: need(numberOf(raw['sleeptime']), 'sleeptime'),
  };
}
