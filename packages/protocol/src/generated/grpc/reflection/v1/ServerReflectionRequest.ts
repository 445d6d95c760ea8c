// Original file: proto/grpc/reflection/v1/reflection.proto

import type { ExtensionRequest as _grpc_reflection_v1_ExtensionRequest, ExtensionRequest__Output as _grpc_reflection_v1_ExtensionRequest__Output } from '../../../grpc/reflection/v1/ExtensionRequest.ts';

/**
 * A request for one kind of information.
 */
export interface ServerReflectionRequest {
  /**
   * The host name that the client used. It is ignored.
   */
  'host'?: (string);
  /**
   * Find a proto file by its path.
   */
  'fileByFilename'?: (string);
  /**
   * Find the proto file that declares a symbol, given by its full name.
   */
  'fileContainingSymbol'?: (string);
  /**
   * Find the proto file that declares an extension.
   */
  'fileContainingExtension'?: (_grpc_reflection_v1_ExtensionRequest | null);
  /**
   * Find the numbers of all extensions of a message type, given by its full name.
   */
  'allExtensionNumbersOfType'?: (string);
  /**
   * List all services. The value is ignored.
   */
  'listServices'?: (string);
  /**
   * Exactly one request is set.
   */
  'messageRequest'?: "fileByFilename"|"fileContainingSymbol"|"fileContainingExtension"|"allExtensionNumbersOfType"|"listServices";
}

/**
 * A request for one kind of information.
 */
export interface ServerReflectionRequest__Output {
  /**
   * The host name that the client used. It is ignored.
   */
  'host': (string);
  /**
   * Find a proto file by its path.
   */
  'fileByFilename'?: (string);
  /**
   * Find the proto file that declares a symbol, given by its full name.
   */
  'fileContainingSymbol'?: (string);
  /**
   * Find the proto file that declares an extension.
   */
  'fileContainingExtension'?: (_grpc_reflection_v1_ExtensionRequest__Output | null);
  /**
   * Find the numbers of all extensions of a message type, given by its full name.
   */
  'allExtensionNumbersOfType'?: (string);
  /**
   * List all services. The value is ignored.
   */
  'listServices'?: (string);
  /**
   * Exactly one request is set.
   */
  'messageRequest'?: "fileByFilename"|"fileContainingSymbol"|"fileContainingExtension"|"allExtensionNumbersOfType"|"listServices";
}
