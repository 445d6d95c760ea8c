import { createHash } from 'node:crypto';
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
  /** The folder of all records, and of the chaos record of all runs. */
  readonly records: string;
  /**
   * The folders of the logs and journals of each master and slave. A slave has several if its container was replaced,
   * the present one last.
   */
  readonly recordFolders: ReadonlyMap<string, readonly string[]>;
  /** The password of the database user `reader`, who can read everything and write nothing. */
  readonly readerPassword: string;
}

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

const LABEL = 'com.docker.compose';

interface ServiceContainer {
  readonly number: number;
  readonly name: string;
  readonly id: string;
}

/** Returns the containers of a service, ordered by their number. */
async function serviceContainers(project: string, service: string): Promise<ServiceContainer[]> {
  const filters = [`project=${project}`, `service=${service}`, 'oneoff=False'];
  const format = `{{.Label "${LABEL}.container-number"}} {{.Names}} {{.ID}}`;
  const lines = await dockerLines(
    'ps',
    '--all',
    '--no-trunc',
    '--format',
    format,
    ...filters.flatMap((filter) => ['--filter', `label=${LABEL}.${filter}`]),
  );
  return lines
    .map((line) => line.split(' '))
    .map(([number, name = '', id = '']) => ({ number: Number(number), name, id }))
    .sort((one, other) => one.number - other.number);
}

/** The name of the folder of a slave's records, as `docker/slave/start.ts` and `docker/settings.sh` form it. */
function slaveFolder(containerId: string): string {
  return createHash('sha256').update(containerId).digest('hex').slice(0, 32);
}

/** A line of `slaves.txt`, in which the scripts note the folder of each slave's container. */
const NOTED_FOLDER = /^(slave\d+) ([0-9a-f]{32})$/;

/** Returns the folders of the records of each slave. Only names that come from the engine are trusted. */
async function slaveFolders(records: string, slaves: readonly ServiceContainer[]): Promise<Map<string, string[]>> {
  const noted = await readFile(join(records, 'slaves.txt'), 'utf8').catch(() => '');
  const folders = new Map<string, string[]>();
  const add = (name: string, folder: string): void => {
    const path = join(records, 'slaves', folder);
    folders.set(name, [...(folders.get(name) ?? []).filter((other) => other !== path), path]);
  };
  for (const line of noted.split('\n')) {
    const [, name, folder] = NOTED_FOLDER.exec(line) ?? [];
    if (name !== undefined && folder !== undefined) add(name, folder);
  }
  for (const { number, id } of slaves) add(`slave${number}`, slaveFolder(id));
  return folders;
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
  const database = mongodb[0]?.name;
  if (database === undefined || masters.length === 0 || slaves.length === 0)
    throw new UsageError('No containers are running. Start them first: make up');
  const state = join(ROOT, '.steadfast/containers', name);
  const users = JSON.parse(await readFile(join(state, 'secrets/users.json'), 'utf8')) as { reader: string };
  const records = join(state, 'records');
  const masterFolders = masters.map(({ number }): [string, string[]] => [
    `master${number}`,
    [join(records, 'masters')],
  ]);
  return {
    name,
    containers: new Map([
      ...masters.map((master): [string, string] => [`master${master.number}`, master.name]),
      ...slaves.map((slave): [string, string] => [`slave${slave.number}`, slave.name]),
    ]),
    recordFolders: new Map([...masterFolders, ...(await slaveFolders(records, slaves))]),
    mongodb: database,
    network: `${name}_cluster`,
    records,
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
