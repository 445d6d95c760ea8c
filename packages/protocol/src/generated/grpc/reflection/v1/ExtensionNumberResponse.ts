// Original file: proto/grpc/reflection/v1/reflection.proto


/**
 * Numbers of extensions.
 */
export interface ExtensionNumberResponse {
  /**
   * The full name of the message type.
   */
  'baseTypeName'?: (string);
  /**
   * The numbers.
   */
  'extensionNumber'?: (number)[];
}

/**
 * Numbers of extensions.
 */
export interface ExtensionNumberResponse__Output {
  /**
   * The full name of the message type.
   */
  'baseTypeName': (string);
  /**
   * The numbers.
   */
  'extensionNumber': (number)[];
}
