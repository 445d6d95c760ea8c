// Original file: proto/grpc/reflection/v1/reflection.proto


/**
 * Identifies an extension.
 */
export interface ExtensionRequest {
  /**
   * The full name of the extended message type.
   */
  'containingType'?: (string);
  /**
   * The number of the extension.
   */
  'extensionNumber'?: (number);
}

/**
 * Identifies an extension.
 */
export interface ExtensionRequest__Output {
  /**
   * The full name of the extended message type.
   */
  'containingType': (string);
  /**
   * The number of the extension.
   */
  'extensionNumber': (number);
}
