// Original file: proto/grpc/reflection/v1/reflection.proto


/**
 * A proto file, and the files that it imports.
 */
export interface FileDescriptorResponse {
  /**
   * Each is a serialized google.protobuf.FileDescriptorProto.
   */
  'fileDescriptorProto'?: (Buffer | Uint8Array | string)[];
}

/**
 * A proto file, and the files that it imports.
 */
export interface FileDescriptorResponse__Output {
  /**
   * Each is a serialized google.protobuf.FileDescriptorProto.
   */
  'fileDescriptorProto': (Buffer)[];
}
