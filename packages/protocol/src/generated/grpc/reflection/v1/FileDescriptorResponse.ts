// Original file: proto/grpc/reflection/v1/reflection.proto


/**
 * Files, and those that they import.
 */
export interface FileDescriptorResponse {
  /**
   * Each a serialized google.protobuf.FileDescriptorProto.
   */
  'fileDescriptorProto'?: (Buffer | Uint8Array | string)[];
}

/**
 * Files, and those that they import.
 */
export interface FileDescriptorResponse__Output {
  /**
   * Each a serialized google.protobuf.FileDescriptorProto.
   */
  'fileDescriptorProto': (Buffer)[];
}
