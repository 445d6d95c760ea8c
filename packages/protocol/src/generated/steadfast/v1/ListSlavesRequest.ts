// Original file: proto/inspector.proto


/**
 * Nothing has to be said.
 */
export interface ListSlavesRequest {
}

/**
 * Nothing has to be said.
 */
export interface ListSlavesRequest__Output {
}
