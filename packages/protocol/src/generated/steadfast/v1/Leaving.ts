// Original file: proto/scheduler.proto


/**
 * Announces that the slave is about to stop.
 */
export interface Leaving {
}

/**
 * Announces that the slave is about to stop.
 */
export interface Leaving__Output {
}
