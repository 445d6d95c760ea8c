// Original file: proto/scheduler.proto


/**
 * The slave wants no further assignments.
 */
export interface Leaving {
}

/**
 * The slave wants no further assignments.
 */
export interface Leaving__Output {
}
