import { fileURLToPath } from 'node:url';
import { docker, DockerError, dockerLines } from '@steadfast/chaos/containers/docker';
import { findProject, type Project } from '@steadfast/chaos/containers/project';
import { outputOf } from '@steadfast/runtime/testing';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** The first build of all images, including their bases, takes one to two minutes; far longer on a busy machine. */
const TIMEOUT_MS = 1_200_000;

/**
 * Runs a script of the folder `docker`, and returns its output.
 * @throws {Error} when it fails or takes too long, with its output
 */
export async function runScript(name: string, environment: Record<string, string> = {}): Promise<string> {
  return outputOf('bash', [`docker/${name}.sh`], { cwd: ROOT, environment, timeoutMs: TIMEOUT_MS });
}

/** Starts the containers that are not running, and returns the project: three slaves unless it was scaled. */
export async function startProject(): Promise<Project> {
  await runScript('start');
  return findProject(process.env);
}

/** Returns the addresses of a container in all its networks. */
export async function addressesOf(container: string): Promise<string[]> {
  const format = '{{range .NetworkSettings.Networks}}{{println .IPAddress}}{{end}}';
  return dockerLines('inspect', '--format', format, container);
}

/** Runs a shell command in a container, and returns its exit code and output. */
export async function runInContainer(container: string, command: string): Promise<{ code: number; output: string }> {
  try {
    const { stdout, stderr } = await docker('exec', container, 'bash', '-c', command);
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    if (!(error instanceof DockerError)) throw error;
    const { code, output } = error;
    return { code: code ?? Number.NaN, output: output.stdout + output.stderr };
  }
}
