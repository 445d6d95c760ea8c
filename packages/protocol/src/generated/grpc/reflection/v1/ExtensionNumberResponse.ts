// Original file: proto/grpc/reflection/v1/reflection.proto


/**
 * The extension numbers of a message type.
 */
export interface ExtensionNumberResponse {
  /**
   * The full name of the message type.
   */
  'baseTypeName'?: (string);
  /**
   * The numbers, in no particular order.
   */
  'extensionNumber'?: (number)[];
}

/**
 * The extension numbers of a message type.
 */
export interface ExtensionNumberResponse__Output {
  /**
   * The full name of the message type.
   */
  'baseTypeName': (string);
  /**
   * The numbers, in no particular order.
   */
  'extensionNumber': (number)[];
}
