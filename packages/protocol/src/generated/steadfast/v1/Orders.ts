// Original file: proto/scheduler.proto

import type { Order as _steadfast_v1_Order, Order__Output as _steadfast_v1_Order__Output } from '../../steadfast/v1/Order.ts';

/**
 * Orders to a slave, to be carried out in this order.
 */
export interface Orders {
  /**
   * From 1 to 24 orders; what is more follows in another message.
   */
  'orders'?: (_steadfast_v1_Order)[];
}

/**
 * Orders to a slave, to be carried out in this order.
 */
export interface Orders__Output {
  /**
   * From 1 to 24 orders; what is more follows in another message.
   */
  'orders': (_steadfast_v1_Order__Output)[];
}
