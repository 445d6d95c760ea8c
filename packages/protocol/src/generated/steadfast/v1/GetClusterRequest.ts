// Original file: proto/inspector.proto


/**
 * Nothing has to be said.
 */
export interface GetClusterRequest {
}

/**
 * Nothing has to be said.
 */
export interface GetClusterRequest__Output {
}
