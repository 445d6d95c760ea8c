import { documentOf } from './documents.ts';
import type { PlannedTask } from './plan.ts';
import { start } from './processes.ts';
import { writeTasks } from './task-watches.ts';
import type { SimulatedWorld } from './world-state.ts';

/** Submitted once a world has converged: proof that it still works. */
const PROBE_TASK: PlannedTask = { taskId: 'tlast', sleepMs: 10, atMs: 0, fault: null, repairedAtMs: null };

/** Ends all faults, and starts all processes that are down. */
export function heal(world: SimulatedWorld): void {
  world.cluster.transcribe('world', () => 'healed: all faults ended, all processes started');
  for (const end of world.endFaults) end();
  world.activeFaults.stuckRequests.clear();
  world.activeFaults.brokenRequests.clear();
  for (const node of [...world.masters.values(), ...world.slaves.values()]) {
    node.effectsUntilCrash = null;
    // Entries that were dated by a clock that was years ahead remain.
    node.clock.wallOffsetMs = 0;
    if (node.kind === 'master' || !node.retired) start(world, node);
  }
}

/** Submits one more task. */
export function submitProbeTask(world: SimulatedWorld): void {
  world.probeTask = PROBE_TASK;
  writeTasks(world, [documentOf(PROBE_TASK)]);
}
