import type { Plan } from '../../random/plan.ts';

/** A plan that is being shrunk. */
export interface Shrinker {
  /** Returns the smallest plan so far that still fails. */
  readonly best: () => Plan;
  /** Runs a smaller plan; if it still fails, it becomes the best one. Returns whether it did. */
  readonly attempt: (plan: Plan) => boolean;
}

/** Makes one aspect of a plan as small as possible. */
export type Reduction = (shrinker: Shrinker) => void;
