import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { docker, DockerError, dockerLines } from '@steadfast/chaos/containers/docker';
import { findProject, type Project } from '@steadfast/chaos/containers/project';

const run = promisify(execFile);

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** The first build of all images, bases included, takes a minute or two. */
const PATIENCE_MS = 300_000;

/**
 * Runs one of the scripts behind the targets of make; gives what it printed.
 * @throws {Error} with what it printed, when it fails
 */
export async function script(name: string, environment: Record<string, string> = {}): Promise<string> {
  const { stdout } = await run('bash', [`docker/${name}.sh`], {
    cwd: ROOT,
    env: { ...process.env, ...environment },
    timeout: PATIENCE_MS,
  });
  return stdout;
}

/** The containers as `make up` leaves them: three slaves, unless somebody scaled them; brings them up if need be. */
export async function upProject(): Promise<Project> {
  await script('up');
  return findProject(process.env);
}

/** The container of a master, a slave, or the database. */
export function containerOf({ containers, mongodb }: Project, name: string): string {
  const container = name === 'mongodb' ? mongodb : containers.get(name);
  if (container === undefined) throw new Error(`there is no container of ${name}`);
  return container;
}

/** The addresses of a container, in all its networks. */
export async function addressesOf(container: string): Promise<string[]> {
  const format = '{{range .NetworkSettings.Networks}}{{println .IPAddress}}{{end}}';
  return dockerLines('inspect', '--format', format, container);
}

/** Runs a shell command within a container; gives its exit code and what it printed. */
export async function within(container: string, command: string): Promise<{ code: number; output: string }> {
  try {
    const { stdout, stderr } = await docker('exec', container, 'bash', '-c', command);
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    if (!(error instanceof DockerError)) throw error;
    const { code, printed } = error;
    return { code: code ?? Number.NaN, output: printed.stdout + printed.stderr };
  }
}
