// Original file: proto/grpc/reflection/v1/reflection.proto


/**
 * The error of a request that failed.
 */
export interface ErrorResponse {
  /**
   * A gRPC status code.
   */
  'errorCode'?: (number);
  /**
   * A description of the error.
   */
  'errorMessage'?: (string);
}

/**
 * The error of a request that failed.
 */
export interface ErrorResponse__Output {
  /**
   * A gRPC status code.
   */
  'errorCode': (number);
  /**
   * A description of the error.
   */
  'errorMessage': (string);
}
