// Original file: proto/tasks.proto


/**
 * What happens when an attempt fails.
 */
export interface RetryPolicy {
  /**
   * How many attempts may fail, or be lost while they are running, before the
   * task is parked: at most 1000000. There is no limit if it is 0.
   */
  'maxAttempts'?: (number);
  /**
   * How long the task waits after its first failure, in seconds, from 0 to
   * 86400; 1 if not set.
   */
  'initialBackoffSeconds'?: (number | string);
  /**
   * By which factor it waits longer after each further failure, from 1 to 1000; 2
   * if not set.
   */
  'backoffFactor'?: (number | string);
  /**
   * How long it waits at most, in seconds, from 0 to 86400; 60 if not set.
   */
  'maxBackoffSeconds'?: (number | string);
  '_initialBackoffSeconds'?: "initialBackoffSeconds";
  '_backoffFactor'?: "backoffFactor";
  '_maxBackoffSeconds'?: "maxBackoffSeconds";
}

/**
 * What happens when an attempt fails.
 */
export interface RetryPolicy__Output {
  /**
   * How many attempts may fail, or be lost while they are running, before the
   * task is parked: at most 1000000. There is no limit if it is 0.
   */
  'maxAttempts': (number);
  /**
   * How long the task waits after its first failure, in seconds, from 0 to
   * 86400; 1 if not set.
   */
  'initialBackoffSeconds'?: (number);
  /**
   * By which factor it waits longer after each further failure, from 1 to 1000; 2
   * if not set.
   */
  'backoffFactor'?: (number);
  /**
   * How long it waits at most, in seconds, from 0 to 86400; 60 if not set.
   */
  'maxBackoffSeconds'?: (number);
  '_initialBackoffSeconds'?: "initialBackoffSeconds";
  '_backoffFactor'?: "backoffFactor";
  '_maxBackoffSeconds'?: "maxBackoffSeconds";
}
