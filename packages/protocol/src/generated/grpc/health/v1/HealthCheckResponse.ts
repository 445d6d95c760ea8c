// Original file: proto/grpc/health/v1/health.proto


// Original file: proto/grpc/health/v1/health.proto

/**
 * The answers that there are.
 */
export const _grpc_health_v1_HealthCheckResponse_ServingStatus = {
  /**
   * Not known.
   */
  UNKNOWN: 'UNKNOWN',
  /**
   * It can be used.
   */
  SERVING: 'SERVING',
  /**
   * It cannot be used now.
   */
  NOT_SERVING: 'NOT_SERVING',
  /**
   * There is no such service; only Watch says this.
   */
  SERVICE_UNKNOWN: 'SERVICE_UNKNOWN',
} as const;

/**
 * The answers that there are.
 */
export type _grpc_health_v1_HealthCheckResponse_ServingStatus =
  /**
   * Not known.
   */
  | 'UNKNOWN'
  | 0
  /**
   * It can be used.
   */
  | 'SERVING'
  | 1
  /**
   * It cannot be used now.
   */
  | 'NOT_SERVING'
  | 2
  /**
   * There is no such service; only Watch says this.
   */
  | 'SERVICE_UNKNOWN'
  | 3

/**
 * The answers that there are.
 */
export type _grpc_health_v1_HealthCheckResponse_ServingStatus__Output = typeof _grpc_health_v1_HealthCheckResponse_ServingStatus[keyof typeof _grpc_health_v1_HealthCheckResponse_ServingStatus]

/**
 * Whether it can be used.
 */
export interface HealthCheckResponse {
  /**
   * The answer.
   */
  'status'?: (_grpc_health_v1_HealthCheckResponse_ServingStatus);
}

/**
 * Whether it can be used.
 */
export interface HealthCheckResponse__Output {
  /**
   * The answer.
   */
  'status': (_grpc_health_v1_HealthCheckResponse_ServingStatus__Output);
}
