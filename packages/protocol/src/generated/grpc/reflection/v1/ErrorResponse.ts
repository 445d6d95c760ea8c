// Original file: proto/grpc/reflection/v1/reflection.proto


/**
 * Why a question could not be answered.
 */
export interface ErrorResponse {
  /**
   * A gRPC status code.
   */
  'errorCode'?: (number);
  /**
   * For people.
   */
  'errorMessage'?: (string);
}

/**
 * Why a question could not be answered.
 */
export interface ErrorResponse__Output {
  /**
   * A gRPC status code.
   */
  'errorCode': (number);
  /**
   * For people.
   */
  'errorMessage': (string);
}
