/**
 * `make seed`: inserts tasks into the local cluster of this checkout or into its containers, whichever is running. The
 * options are the environment variables COUNT, MIN_SLEEP, MAX_SLEEP, RANDOM_SEED and SEED_TARGET.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { runMain, UsageError } from '@steadfast/runtime';
import { CLUSTER_FOLDER, PROJECT_ROOT } from './project-folder.ts';
import { runningCluster, type RunningCluster } from './run-folder/run-folder.ts';
import { chooseSeedTarget, findContainers, parseSeedTarget } from './seed-target.ts';

/** The options of the seed program, and their names in `make`. */
const SEED_OPTIONS = {
  COUNT: '--count',
  MIN_SLEEP: '--min-sleep',
  MAX_SLEEP: '--max-sleep',
  RANDOM_SEED: '--random-seed',
} as const;

const SEED_PROGRAM = join(PROJECT_ROOT, 'packages/seed/src/main.ts');
const SEED_CONTAINERS = join(PROJECT_ROOT, 'docker/seed.sh');

/** Runs a program with the same terminal, and takes over its exit code. */
async function run(
  command: string,
  commandArguments: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  // Ctrl-C reaches the program as well, which then says what it has done.
  process.on('SIGINT', () => undefined);
  const child = spawn(command, commandArguments, { stdio: 'inherit', env: environment });
  const [code] = (await once(child, 'exit')) as [number | null];
  process.exitCode = code ?? 1;
}

/** @throws {UsageError} if the URL is not known yet, or was not recorded because it contains a password */
function mongoUrlOf({ addresses }: RunningCluster): string {
  if (addresses === undefined) throw new UsageError('the local cluster is still starting; try again when it is ready');
  const url = addresses.mongoUrl ?? process.env['STEADFAST_MONGO_URL'];
  if (url !== undefined && url !== '') return url;
  throw new UsageError('the local cluster uses a database that was named; name it again with STEADFAST_MONGO_URL=');
}

await runMain(async () => {
  const { env } = process;
  const wanted = parseSeedTarget(env['SEED_TARGET']);
  const cluster = runningCluster(CLUSTER_FOLDER);
  const containers =
    wanted === undefined ? await findContainers(env['COMPOSE_PROJECT_NAME'] || 'steadfast') : { exist: false };
  const target = chooseSeedTarget(wanted, cluster !== undefined, containers);
  if (target === 'containers' || cluster === undefined) return run('bash', [SEED_CONTAINERS], env);
  const options = Object.entries(SEED_OPTIONS).flatMap(([name, option]) =>
    env[name] ? [`${option}=${env[name]}`] : [],
  );
  // Other users can read command lines, but not the environment.
  return run(process.execPath, [SEED_PROGRAM, ...options], { ...env, STEADFAST_MONGO_URL: mongoUrlOf(cluster) });
});
