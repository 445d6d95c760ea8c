// Original file: proto/grpc/reflection/v1/reflection.proto

import type { ServerReflectionRequest as _grpc_reflection_v1_ServerReflectionRequest, ServerReflectionRequest__Output as _grpc_reflection_v1_ServerReflectionRequest__Output } from './ServerReflectionRequest.ts';
import type { FileDescriptorResponse as _grpc_reflection_v1_FileDescriptorResponse, FileDescriptorResponse__Output as _grpc_reflection_v1_FileDescriptorResponse__Output } from './FileDescriptorResponse.ts';
import type { ExtensionNumberResponse as _grpc_reflection_v1_ExtensionNumberResponse, ExtensionNumberResponse__Output as _grpc_reflection_v1_ExtensionNumberResponse__Output } from './ExtensionNumberResponse.ts';
import type { ListServiceResponse as _grpc_reflection_v1_ListServiceResponse, ListServiceResponse__Output as _grpc_reflection_v1_ListServiceResponse__Output } from './ListServiceResponse.ts';
import type { ErrorResponse as _grpc_reflection_v1_ErrorResponse, ErrorResponse__Output as _grpc_reflection_v1_ErrorResponse__Output } from './ErrorResponse.ts';

/**
 * One answer.
 */
export interface ServerReflectionResponse {
  /**
   * The host of the question.
   */
  'validHost'?: (string);
  /**
   * The question.
   */
  'originalRequest'?: (_grpc_reflection_v1_ServerReflectionRequest | null);
  /**
   * Files, and those that they import.
   */
  'fileDescriptorResponse'?: (_grpc_reflection_v1_FileDescriptorResponse | null);
  /**
   * Numbers of extensions.
   */
  'allExtensionNumbersResponse'?: (_grpc_reflection_v1_ExtensionNumberResponse | null);
  /**
   * The services.
   */
  'listServicesResponse'?: (_grpc_reflection_v1_ListServiceResponse | null);
  /**
   * It could not be answered.
   */
  'errorResponse'?: (_grpc_reflection_v1_ErrorResponse | null);
  /**
   * What is answered.
   */
  'messageResponse'?: "fileDescriptorResponse"|"allExtensionNumbersResponse"|"listServicesResponse"|"errorResponse";
}

/**
 * One answer.
 */
export interface ServerReflectionResponse__Output {
  /**
   * The host of the question.
   */
  'validHost': (string);
  /**
   * The question.
   */
  'originalRequest': (_grpc_reflection_v1_ServerReflectionRequest__Output | null);
  /**
   * Files, and those that they import.
   */
  'fileDescriptorResponse'?: (_grpc_reflection_v1_FileDescriptorResponse__Output | null);
  /**
   * Numbers of extensions.
   */
  'allExtensionNumbersResponse'?: (_grpc_reflection_v1_ExtensionNumberResponse__Output | null);
  /**
   * The services.
   */
  'listServicesResponse'?: (_grpc_reflection_v1_ListServiceResponse__Output | null);
  /**
   * It could not be answered.
   */
  'errorResponse'?: (_grpc_reflection_v1_ErrorResponse__Output | null);
  /**
   * What is answered.
   */
  'messageResponse'?: "fileDescriptorResponse"|"allExtensionNumbersResponse"|"listServicesResponse"|"errorResponse";
}
