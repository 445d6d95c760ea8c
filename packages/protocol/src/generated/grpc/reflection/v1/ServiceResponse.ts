// Original file: proto/grpc/reflection/v1/reflection.proto


/**
 * A service of a server.
 */
export interface ServiceResponse {
  /**
   * The full name of the service.
   */
  'name'?: (string);
}

/**
 * A service of a server.
 */
export interface ServiceResponse__Output {
  /**
   * The full name of the service.
   */
  'name': (string);
}
