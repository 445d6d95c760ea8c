import type { SimulatedCluster } from '../world/cluster.ts';
import { createComponentStore } from './component-store.ts';
import { createExploredCluster, type ExplorationTranscript, type Shortcuts } from './explored-cluster.ts';
import { settle } from './settle.ts';
import type { FaultBudget, WorldState } from './state.ts';

/** Turns one state into another. */
export interface Workbench {
  readonly cluster: SimulatedCluster;
  readonly load: (state: WorldState) => void;
  /** Completes everything that takes no time. */
  readonly settle: () => void;
  /** Returns the current state. `budget`: what is left of it. */
  readonly save: (budget: FaultBudget) => WorldState;
  readonly setTranscript: (transcript: ExplorationTranscript | null) => void;
}

/** Creates a workbench. `reportViolation` is called with each broken promise. */
export function createWorkbench(reportViolation: SimulatedCluster['reportViolation'], shortcuts: Shortcuts): Workbench {
  let transcript: ExplorationTranscript | null = null;
  const store = createComponentStore();
  const cluster = createExploredCluster(store, reportViolation, shortcuts, () => transcript);
  return {
    cluster,
    load: store.load,
    settle: () => settle({ store, cluster }, shortcuts),
    save: (budget) => ({ components: store.components(), budget }),
    setTranscript: (next) => void (transcript = next),
  };
}
