import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf, UsageError } from '@steadfast/runtime';
import { dockerLines } from './docker.ts';

/** The containers that `make up` started. */
export interface Project {
  /** The name that compose has for them all. */
  readonly name: string;
  /** The name of the container of each of `master1`, `slave1` …, in this order. */
  readonly containers: ReadonlyMap<string, string>;
  /** The container of the database. */
  readonly mongodb: string;
  /** The network that joins master and slaves. */
  readonly network: string;
  /** Where logs and journals are: folders `masters` and `slaves`, beside the record of all chaos. */
  readonly records: string;
  /** The password of the user who may read everything and write nothing. */
  readonly readerPassword: string;
}

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

const LABEL = 'com.docker.compose';

/** The containers of a service, by their number. */
async function containersOf(project: string, service: string): Promise<[number: number, name: string][]> {
  const filters = [`project=${project}`, `service=${service}`, 'oneoff=False'];
  const format = `{{.Label "${LABEL}.container-number"}} {{.Names}}`;
  const lines = await dockerLines(
    'ps',
    '--all',
    '--format',
    format,
    ...filters.flatMap((filter) => ['--filter', `label=${LABEL}.${filter}`]),
  );
  return lines
    .map((line): [number, string] => [Number(line.split(' ')[0]), line.split(' ')[1] ?? ''])
    .sort(([one], [other]) => one - other);
}

/**
 * Finds the containers of the project that the environment names (COMPOSE_PROJECT_NAME), else of `steadfast`.
 * @throws {UsageError} when there are none, or no engine answers
 */
export async function findProject(environment: NodeJS.ProcessEnv): Promise<Project> {
  const name = environment['COMPOSE_PROJECT_NAME'] || 'steadfast';
  const services = ['mongodb', 'master', 'slave'].map((service) => containersOf(name, service));
  const [mongodb = [], masters = [], slaves = []] = await Promise.all(services).catch((error: unknown) => {
    throw new UsageError(`docker does not answer: ${messageOf(error)}\nSee make up.`);
  });
  const database = mongodb[0]?.[1];
  if (database === undefined || masters.length === 0 || slaves.length === 0)
    throw new UsageError('There is no cluster of containers here. Start one first: make up');
  const state = join(ROOT, '.steadfast/containers', name);
  const users = JSON.parse(await readFile(join(state, 'secrets/users.json'), 'utf8')) as { reader: string };
  return {
    name,
    containers: new Map([
      ...masters.map(([number, container]): [string, string] => [`master${number}`, container]),
      ...slaves.map(([number, container]): [string, string] => [`slave${number}`, container]),
    ]),
    mongodb: database,
    network: `${name}_cluster`,
    records: join(state, 'records'),
    readerPassword: users.reader,
  };
}
