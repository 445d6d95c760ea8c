// Original file: proto/grpc/health/v1/health.proto


/**
 * Which service is asked about.
 */
export interface HealthCheckRequest {
  /**
   * The full name of the service; empty for the server as a whole.
   */
  'service'?: (string);
}

/**
 * Which service is asked about.
 */
export interface HealthCheckRequest__Output {
  /**
   * The full name of the service; empty for the server as a whole.
   */
  'service': (string);
}
