// Original file: proto/grpc/health/v1/health.proto


/**
 * The request of Check and Watch.
 */
export interface HealthCheckRequest {
  /**
   * The full name of the service; empty for the server as a whole.
   */
  'service'?: (string);
}

/**
 * The request of Check and Watch.
 */
export interface HealthCheckRequest__Output {
  /**
   * The full name of the service; empty for the server as a whole.
   */
  'service': (string);
}
