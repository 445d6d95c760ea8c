// Original file: proto/grpc/health/v1/health.proto


// Original file: proto/grpc/health/v1/health.proto

/**
 * Whether a service is able to handle requests.
 */
export const _grpc_health_v1_HealthCheckResponse_ServingStatus = {
  /**
   * The status is not known.
   */
  UNKNOWN: 'UNKNOWN',
  /**
   * The service handles requests.
   */
  SERVING: 'SERVING',
  /**
   * The service does not handle requests at the moment.
   */
  NOT_SERVING: 'NOT_SERVING',
  /**
   * The server does not offer the service. Used only by Watch.
   */
  SERVICE_UNKNOWN: 'SERVICE_UNKNOWN',
} as const;

/**
 * Whether a service is able to handle requests.
 */
export type _grpc_health_v1_HealthCheckResponse_ServingStatus =
  /**
   * The status is not known.
   */
  | 'UNKNOWN'
  | 0
  /**
   * The service handles requests.
   */
  | 'SERVING'
  | 1
  /**
   * The service does not handle requests at the moment.
   */
  | 'NOT_SERVING'
  | 2
  /**
   * The server does not offer the service. Used only by Watch.
   */
  | 'SERVICE_UNKNOWN'
  | 3

/**
 * Whether a service is able to handle requests.
 */
export type _grpc_health_v1_HealthCheckResponse_ServingStatus__Output = typeof _grpc_health_v1_HealthCheckResponse_ServingStatus[keyof typeof _grpc_health_v1_HealthCheckResponse_ServingStatus]

/**
 * The status of a service.
 */
export interface HealthCheckResponse {
  /**
   * The status.
   */
  'status'?: (_grpc_health_v1_HealthCheckResponse_ServingStatus);
}

/**
 * The status of a service.
 */
export interface HealthCheckResponse__Output {
  /**
   * The status.
   */
  'status': (_grpc_health_v1_HealthCheckResponse_ServingStatus__Output);
}
