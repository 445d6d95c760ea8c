// Original file: proto/inspector.proto


/**
 * The request of ListSlaves. It has no fields.
 */
export interface ListSlavesRequest {
}

/**
 * The request of ListSlaves. It has no fields.
 */
export interface ListSlavesRequest__Output {
}
