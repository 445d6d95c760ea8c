// Original file: proto/inspector.proto


/**
 * The request of GetCluster. It has no fields.
 */
export interface GetClusterRequest {
}

/**
 * The request of GetCluster. It has no fields.
 */
export interface GetClusterRequest__Output {
}
