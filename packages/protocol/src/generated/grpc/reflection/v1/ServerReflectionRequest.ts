// Original file: proto/grpc/reflection/v1/reflection.proto

import type { ExtensionRequest as _grpc_reflection_v1_ExtensionRequest, ExtensionRequest__Output as _grpc_reflection_v1_ExtensionRequest__Output } from './ExtensionRequest.ts';

/**
 * One question.
 */
export interface ServerReflectionRequest {
  /**
   * The name of the server, as the client knows it; it is not looked at.
   */
  'host'?: (string);
  /**
   * A file by its path.
   */
  'fileByFilename'?: (string);
  /**
   * The file that defines a symbol, given by its full name.
   */
  'fileContainingSymbol'?: (string);
  /**
   * The file that defines an extension.
   */
  'fileContainingExtension'?: (_grpc_reflection_v1_ExtensionRequest | null);
  /**
   * The numbers of all extensions of a message type, given by its full name.
   */
  'allExtensionNumbersOfType'?: (string);
  /**
   * The services; the text is not looked at.
   */
  'listServices'?: (string);
  /**
   * What is asked.
   */
  'messageRequest'?: "fileByFilename"|"fileContainingSymbol"|"fileContainingExtension"|"allExtensionNumbersOfType"|"listServices";
}

/**
 * One question.
 */
export interface ServerReflectionRequest__Output {
  /**
   * The name of the server, as the client knows it; it is not looked at.
   */
  'host': (string);
  /**
   * A file by its path.
   */
  'fileByFilename'?: (string);
  /**
   * The file that defines a symbol, given by its full name.
   */
  'fileContainingSymbol'?: (string);
  /**
   * The file that defines an extension.
   */
  'fileContainingExtension'?: (_grpc_reflection_v1_ExtensionRequest__Output | null);
  /**
   * The numbers of all extensions of a message type, given by its full name.
   */
  'allExtensionNumbersOfType'?: (string);
  /**
   * The services; the text is not looked at.
   */
  'listServices'?: (string);
  /**
   * What is asked.
   */
  'messageRequest'?: "fileByFilename"|"fileContainingSymbol"|"fileContainingExtension"|"allExtensionNumbersOfType"|"listServices";
}
