// Original file: proto/scheduler.proto

import type { Report as _steadfast_v1_Report, Report__Output as _steadfast_v1_Report__Output } from '../../steadfast/v1/Report.ts';

/**
 * Reports of a slave, in the order in which they came about.
 */
export interface Reports {
  /**
   * From 1 to 24 reports; what is more follows in another message.
   */
  'reports'?: (_steadfast_v1_Report)[];
}

/**
 * Reports of a slave, in the order in which they came about.
 */
export interface Reports__Output {
  /**
   * From 1 to 24 reports; what is more follows in another message.
   */
  'reports': (_steadfast_v1_Report__Output)[];
}
