import type { Entry } from '@steadfast/master/core/ledger/facts';
import type { MemoryData } from '@steadfast/master/store/memory-data';
import type { Link, MasterNode, Observations, SlaveNode } from '../world/cluster.ts';
import type { SimulatedDatabase } from '../world/database.ts';
import { periodsFrom } from './period.ts';
import { DATABASE, LINK, MASTER, OBSERVATIONS, SLAVE, type Component } from './state.ts';

/*
 * Texts of components. Two components have the same text when the difference between them makes no difference to what
 * can happen.
 */

/** Fields without influence: they are constant, are read by people only, or only make retries less frequent. */
const IGNORED_FIELDS: ReadonlySet<string> = new Set([
  'reason',
  'detail',
  'settings',
  'config',
  'addresses',
  'rounds',
  'failedRounds',
  // Matters only after 30 failed registrations, and explored worlds are shorter.
  'lowerEpochs',
]);

/** Fields with a name that ends in `Ms`, but which are durations or times of a wall clock. */
const OTHER_TIMES: ReadonlySet<string> = new Set(['silentMs', 'sleepMs', 'paceMs', 'wallOffsetMs', 'offsetMs']);

/** Returns whether a field is a moment of the monotonic clock. */
function isMoment(key: string): boolean {
  return key.endsWith('Ms') && !OTHER_TIMES.has(key);
}

function textOf(value: unknown, nowMs: number): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map((item) => textOf(item, nowMs)).join()}]`;
  if (value instanceof Set) return `<${[...value].map(String).join()}>`;
  if (value instanceof Map) {
    let text = '<';
    for (const [key, item] of value) text += `${String(key)}=${textOf(item, nowMs)},`;
    return `${text}>`;
  }
  if ('facts' in value && 'number' in value && 'by' in value) return entryText(value as Entry);
  let text = '{';
  for (const [key, field] of Object.entries(value)) {
    if (key === 'atMs' || IGNORED_FIELDS.has(key)) continue;
    text += typeof field === 'number' && isMoment(key) ? `${periodsFrom(nowMs, field)},` : `${textOf(field, nowMs)},`;
  }
  return `${text}}`;
}

/** Texts of immutable objects. */
const cachedTexts = new WeakMap<object, string>();

function cachedText<T extends object>(value: T, createText: (value: T) => string): string {
  let text = cachedTexts.get(value);
  if (text === undefined) cachedTexts.set(value, (text = createText(value)));
  return text;
}

function entryText(entry: Entry): string {
  return cachedText(
    entry,
    ({ number, epoch, by, facts }) => `#${number}e${epoch}${by}${facts.map((fact) => textOf(fact, 0)).join()}`,
  );
}

function dataText({ ledger, tasks, detached, control }: MemoryData): string {
  let text = control === null ? '' : textOf(control, 0);
  for (const entry of ledger.values()) text += entryText(entry);
  for (const task of [...tasks.values(), ...detached.values()])
    text += cachedText(task, (document) => textOf(document, 0));
  return text;
}

/** Requests count in the order in which they were sent, but not by their numbers. */
function databaseText({ primary, committed, uncommitted, operations, stale }: SimulatedDatabase): string {
  let text = dataText(committed);
  if (uncommitted.length > 0) text += `|${dataText(primary)}`;
  if (stale !== null) text += `|stale ${dataText(stale.data)}`;
  for (const { master, incarnation, generation, request, phase, response } of operations.values())
    text += `|${master}.${incarnation}t${generation}${phase}${cachedText(request, (sent) => textOf(sent, 0))}${
      response === null ? '' : cachedText(response, (received) => textOf(received, 0))
    }`;
  return text;
}

/** What the observer knows of the ledger is in the database as well; executions are recorded nowhere else. */
function observationsText({ executions }: Observations): string {
  return textOf(executions.byAttempt, 0);
}

/** The number of failed attempts to connect is left out: it only makes the slave wait longer. */
function slaveText({ core, timers, ...slave }: SlaveNode): string {
  const { status, incarnation, link, unacknowledged, epochTrust, execution, disk } = slave;
  const own = `${status}${incarnation}${link}${epochTrust.highest}${[...unacknowledged].join()}${execution?.nonce}${execution?.aborting}${[...disk.keys()].join()}`;
  return `${own}${[...timers.keys()].sort().join()}${textOf(core, 0)}`;
}

function masterText({ core, status, incarnation, clock, sessions, nextSession, wakeAtMs }: MasterNode): string {
  const nowMs = clock.offsetMs;
  const own = `${status}${incarnation}${nextSession}${textOf(sessions, 0)}`;
  return `${own}${periodsFrom(nowMs, wakeAtMs)}${textOf(core, nowMs)}`;
}

function linkText({ openedMs: _openedMs, ...link }: Link): string {
  return textOf(link, 0);
}

/** Returns the text of a component. */
export function componentText(key: string, component: Component): string {
  if (key.startsWith(MASTER)) return masterText(component as MasterNode);
  if (key.startsWith(SLAVE)) return slaveText(component as SlaveNode);
  if (key.startsWith(LINK)) return linkText(component as Link);
  if (key === DATABASE) return databaseText(component as SimulatedDatabase);
  if (key === OBSERVATIONS) return observationsText(component as Observations);
  throw new Error(`unknown component: ${key}`);
}
