import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf, UsageError } from '@steadfast/runtime';
import { dockerLines } from './docker.ts';

/** The containers that `make up` started: a compose project. */
export interface Project {
  /** The project name. */
  readonly name: string;
  /** The container names of `master1` … and `slave1` …, in this order. */
  readonly containers: ReadonlyMap<string, string>;
  /** The name of the database container. */
  readonly mongodb: string;
  /** The name of the network that connects masters and slaves. */
  readonly network: string;
  /** The folder of logs and journals, in `masters` and `slaves`, and of the chaos record of all runs. */
  readonly records: string;
  /** The password of the database user `reader`, who can read everything and write nothing. */
  readonly readerPassword: string;
}

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

const LABEL = 'com.docker.compose';

/** Returns the containers of a service, ordered by their number. */
async function serviceContainers(project: string, service: string): Promise<[number: number, name: string][]> {
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
 * Finds the containers of the project named by COMPOSE_PROJECT_NAME; by default, `steadfast`.
 * @throws {UsageError} when there are none, or the docker engine does not respond
 */
export async function findProject(environment: NodeJS.ProcessEnv): Promise<Project> {
  const name = environment['COMPOSE_PROJECT_NAME'] || 'steadfast';
  const services = ['mongodb', 'master', 'slave'].map((service) => serviceContainers(name, service));
  const [mongodb = [], masters = [], slaves = []] = await Promise.all(services).catch((error: unknown) => {
    throw new UsageError(`docker does not respond: ${messageOf(error)}\nSee make up.`);
  });
  const database = mongodb[0]?.[1];
  if (database === undefined || masters.length === 0 || slaves.length === 0)
    throw new UsageError('No containers are running. Start them first: make up');
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

/**
 * Returns the container of a master, of a slave, or of `mongodb`.
 * @throws {Error} when there is none of that name
 */
export function containerOf({ containers, mongodb }: Project, name: string): string {
  const container = name === 'mongodb' ? mongodb : containers.get(name);
  if (container === undefined) throw new Error(`there is no container of ${name}`);
  return container;
}
