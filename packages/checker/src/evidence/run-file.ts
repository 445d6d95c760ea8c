import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  booleanOf,
  definedOnly,
  isFields,
  MalformedError,
  numberOf,
  parseLine,
  required,
  stringOf,
  timeOf,
  type Fields,
} from '@steadfast/records/fields';
import type { Expectations, MetricBounds } from '../expectations.ts';
import { METRICS } from '../metrics.ts';
import { layoutOf, RUN_LAYOUT } from './folder-layout.ts';

/** What is known of a run besides its evidence: with it, the run can be judged again in the same way. */
export interface RunDescription {
  /** When it began, in milliseconds since 1970. Logs and ledger may also hold earlier runs. */
  readonly startedAtMs: number;
  readonly expectations: Expectations;
  /** Problems that no check can find. Any of them fails the run. */
  readonly problems: readonly string[];
}

/**
 * Writes the description of a run into its folder.
 * @throws {Error} when the folder cannot be written
 */
export async function writeRunFile(directory: string, description: RunDescription): Promise<void> {
  const { startedAtMs, ...others } = description;
  const path = join(directory, RUN_LAYOUT.description);
  await writeFile(`${path}.new`, `${JSON.stringify({ startedAt: new Date(startedAtMs).toISOString(), ...others })}\n`);
  await rename(`${path}.new`, path);
}

function parseBounds(value: unknown): MetricBounds {
  if (!isFields(value)) throw new MalformedError('the bounds of a metric are not an object');
  return definedOnly({ min: numberOf(value['min']), max: numberOf(value['max']) });
}

function parseExpectations(value: unknown): Expectations {
  if (!isFields(value)) throw new MalformedError('expectations is not an object');
  const flag = (name: string): boolean => required(booleanOf(value[name]), name);
  const metrics = required(isFields(value['metrics']) ? value['metrics'] : undefined, 'metrics');
  const unknown = Object.keys(metrics).find((name) => !Object.hasOwn(METRICS, name));
  if (unknown !== undefined) throw new MalformedError(`there is no metric ${unknown}`);
  return {
    settled: flag('settled'),
    parkedAllowed: flag('parkedAllowed'),
    everyKillRelaunched: flag('everyKillRelaunched'),
    completeLogs: flag('completeLogs'),
    metrics: Object.fromEntries(Object.entries(metrics).map(([name, bounds]) => [name, parseBounds(bounds)])),
  };
}

function parseProblems(value: unknown): string[] {
  if (!Array.isArray(value)) throw new MalformedError('problems is not a list');
  return (value as unknown[]).map((problem) => required(stringOf(problem), 'a problem'));
}

function parseDescription(fields: Fields): RunDescription {
  return {
    startedAtMs: required(timeOf(fields['startedAt']), 'startedAt'),
    expectations: parseExpectations(fields['expectations']),
    problems: parseProblems(fields['problems']),
  };
}

/**
 * Reads the description of a run from its folder; undefined if there is none.
 * @throws {Error} when it cannot be read or is malformed
 */
export async function readRunFile(directory: string): Promise<RunDescription | undefined> {
  const file = layoutOf(directory).description;
  let text: string;
  try {
    text = await readFile(join(directory, file), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const description = parseLine(text, parseDescription);
  if (!description.ok) throw new Error(`${file} is malformed: ${description.reason}`);
  return description.value;
}
