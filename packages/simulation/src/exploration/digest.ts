import type { Entry } from '@steadfast/master/core/ledger/facts';
import type { MemoryData } from '@steadfast/master/memory-store';
import type { Link, MasterNode, Observations, SlaveNode } from '../world/cluster.ts';
import type { Database } from './copy.ts';
import { DATABASE, LINK, MASTER, OBSERVATIONS, SLAVE, type Component, type WorldState } from './state.ts';

/*
 * When two states are the same. Moments count by how far they lie from now, in periods; whatever lies further away than
 * any rule looks, is equally far.
 */

/** So much time passes at once, in milliseconds: less than what a master takes for a stall of its own. */
export const PERIOD_MS = 950;

/** Further back than this no rule looks, but for the rewinding of the window; further ahead nothing is planned. */
const HORIZON_PERIODS = { past: -6, future: 64 } as const;

/** Fields that say what makes no difference: they only tell people. */
const IMMATERIAL: ReadonlySet<string> = new Set(['reason', 'detail', 'settings', 'config', 'addresses', 'rounds']);

/** The text of a moment, seen from now. */
function moment(atMs: number, nowMs: number): string {
  if (!Number.isFinite(atMs)) return String(atMs);
  const periods = Math.ceil((atMs - nowMs) / PERIOD_MS);
  return `${Math.max(HORIZON_PERIODS.past, Math.min(HORIZON_PERIODS.future, periods))}p`;
}

/** Durations and wall-clock times are no moments of the monotonic clock. */
function isMoment(key: string): boolean {
  return key.endsWith('Ms') && key !== 'silentMs' && key !== 'sleepMs' && key !== 'wallOffsetMs' && key !== 'offsetMs';
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
    if (key === 'atMs' || IMMATERIAL.has(key)) continue;
    text += typeof field === 'number' && isMoment(key) ? `${moment(field, nowMs)},` : `${textOf(field, nowMs)},`;
  }
  return `${text}}`;
}

/** Texts of what is never changed. */
const texts = new WeakMap<object, string>();

function remembered<T extends object>(value: T, make: (value: T) => string): string {
  let text = texts.get(value);
  if (text === undefined) texts.set(value, (text = make(value)));
  return text;
}

function entryText(entry: Entry): string {
  return remembered(
    entry,
    ({ number, epoch, by, facts }) => `#${number}e${epoch}${by}${facts.map((fact) => textOf(fact, 0)).join()}`,
  );
}

function dataText({ ledger, tasks, control }: MemoryData): string {
  let text = control === null ? '' : textOf(control, 0);
  for (const entry of ledger.values()) text += entryText(entry);
  for (const task of tasks.values()) text += remembered(task, (document) => textOf(document, 0));
  return text;
}

/** Requests in the order in which they were made; their numbers make no difference. */
function databaseText({ primary, committed, uncommitted, operations, stale }: Database): string {
  let text = dataText(committed);
  if (uncommitted.length > 0) text += `|${dataText(primary)}`;
  if (stale !== null) text += `|stale ${dataText(stale.data)}`;
  for (const { master, life, generation, request, phase, response } of operations.values())
    text += `|${master}.${life}t${generation}${phase}${remembered(request, (asked) => textOf(asked, 0))}${
      response === null ? '' : remembered(response, (said) => textOf(said, 0))
    }`;
  return text;
}

/** What the ledger says is in the database; what slaves did is nowhere else. */
function executionsText({ executions }: Observations): string {
  return textOf(executions.byAttempt, 0);
}

function slaveText({ core, timers, ...slave }: SlaveNode): string {
  const { power, life, link, owed, highestEpoch, execution } = slave;
  // How often it has looked for a master in vain only makes it wait longer.
  return `${power}${life}${link}${highestEpoch}${[...owed].join()}${execution?.nonce}${[...timers.keys()].sort().join()}${textOf(core, 0)}`;
}

function masterText({ core, power, life, clock, sessions, nextSession, wakeAtMs }: MasterNode): string {
  return `${power}${life}${nextSession}${textOf(sessions, 0)}${moment(wakeAtMs, clock.offsetMs)}${textOf(core, clock.offsetMs)}`;
}

function linkText({ openedMs: _openedMs, ...link }: Link): string {
  return textOf(link, 0);
}

/** Two independent hashes of 32 bits (FNV-1a and a variant), as one number of 53 bits. */
function hash(text: string): number {
  let [one, other] = [0x811c_9dc5, 0x9747_b28c];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    one = Math.imul(one ^ code, 0x0100_0193);
    other = Math.imul(other ^ code, 0x5bd1_e995);
    other ^= other >>> 15;
  }
  return (one >>> 0) * 2 ** 21 + ((other >>> 0) & 0x1f_ffff);
}

const digests = new WeakMap<object, number>();

function textOfComponent(key: string, component: Component): string {
  if (key.startsWith(MASTER)) return masterText(component as MasterNode);
  if (key.startsWith(SLAVE)) return slaveText(component as SlaveNode);
  if (key.startsWith(LINK)) return linkText(component as Link);
  if (key === DATABASE) return databaseText(component as Database);
  if (key === OBSERVATIONS) return executionsText(component as Observations);
  throw new Error(`${key} is no component`);
}

/** A number that stands for a state: the same for states that are the same, and for hardly any others. */
export function digestOf({ components, budget }: WorldState): number {
  let text = Object.values(budget).join();
  for (const [key, component] of components) {
    let digest = digests.get(component);
    if (digest === undefined) digests.set(component, (digest = hash(textOfComponent(key, component))));
    text += ` ${key} ${digest}`;
  }
  return hash(text);
}
