import { messageOf, UsageError } from '@steadfast/runtime';
import { runCommand } from './processes/run-command.ts';

/** What `make seed` can insert tasks into. */
const SEED_TARGETS = ['cluster', 'containers'] as const;

export type SeedTarget = (typeof SEED_TARGETS)[number];

/** The engine answers within milliseconds; if it takes longer, it is stuck. */
const DOCKER_TIMEOUT_MS = 5_000;

/** Whether the containers of this checkout exist; undefined, and why, if that cannot be found out. */
export type ContainersState = { readonly exist: boolean } | { readonly exist: undefined; readonly reason: string };

/** Finds out whether the database container of a compose project exists. */
export async function findContainers(project: string): Promise<ContainersState> {
  const labels = [`project=${project}`, 'service=mongodb'].flatMap((label) => [
    '--filter',
    `label=com.docker.compose.${label}`,
  ]);
  try {
    const names = await runCommand('docker', ['ps', '--format', '{{.Names}}', ...labels], {
      timeoutMs: DOCKER_TIMEOUT_MS,
    });
    return { exist: names.trim() !== '' };
  } catch (error) {
    const reason = messageOf(error);
    return reason === 'docker not found' ? { exist: false } : { exist: undefined, reason };
  }
}

/**
 * Returns the target that SEED_TARGET names; undefined if it is not set.
 * @throws {UsageError} if there is no such target
 */
export function parseSeedTarget(text: string | undefined): SeedTarget | undefined {
  if (text === undefined || text === '') return undefined;
  const target = SEED_TARGETS.find((known) => known === text);
  if (target === undefined) throw new UsageError(`SEED_TARGET must be cluster or containers, not "${text}"`);
  return target;
}

/**
 * Chooses what to insert tasks into: what runs, if that is one thing.
 * @throws {UsageError} saying what to choose or to start
 */
export function chooseSeedTarget(
  wanted: SeedTarget | undefined,
  isClusterRunning: boolean,
  containers: ContainersState,
): SeedTarget {
  if (wanted === 'cluster' && !isClusterRunning)
    throw new UsageError('no local cluster of this checkout is running; start one with make cluster');
  if (wanted !== undefined) return wanted;
  if (isClusterRunning && containers.exist === true)
    throw new UsageError(
      'both a local cluster and containers are running; choose one with make seed SEED_TARGET=cluster or SEED_TARGET=containers',
    );
  if (isClusterRunning) return 'cluster';
  if (containers.exist === true) return 'containers';
  const unknown = containers.exist === undefined ? ` (containers could not be listed: ${containers.reason})` : '';
  throw new UsageError(
    `nothing is running that could be seeded${unknown}; start a local cluster with make cluster, or containers with make up`,
  );
}
