// Original file: proto/grpc/reflection/v1/reflection.proto

import type { ServiceResponse as _grpc_reflection_v1_ServiceResponse, ServiceResponse__Output as _grpc_reflection_v1_ServiceResponse__Output } from './ServiceResponse.ts';

/**
 * The services.
 */
export interface ListServiceResponse {
  /**
   * In no order.
   */
  'service'?: (_grpc_reflection_v1_ServiceResponse)[];
}

/**
 * The services.
 */
export interface ListServiceResponse__Output {
  /**
   * In no order.
   */
  'service': (_grpc_reflection_v1_ServiceResponse__Output)[];
}
