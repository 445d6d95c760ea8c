import type { DriverMode } from './plan-of-seed.ts';

/** The size of a campaign. */
export interface CampaignLimits {
  /** The first seed; the others follow without a gap. */
  readonly from: number;
  /** The number of worlds; null when only the time is limited. */
  readonly worlds: number | null;
  /** How long to run, in seconds of real time; ignored when the number of worlds is given. */
  readonly seconds: number;
  readonly drivers: DriverMode;
  /** The number of worker threads. */
  readonly workers: number;
}
