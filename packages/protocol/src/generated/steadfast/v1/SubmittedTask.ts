// Original file: proto/tasks.proto


/**
 * What became of a task that was submitted.
 */
export interface SubmittedTask {
  /**
   * The identifier of the task: the 24 hexadecimal digits of an ObjectId, or its
   * key as JSON, which is in quotes.
   */
  'taskId'?: (string);
  /**
   * Whether this call created the task. False if there was one with this
   * identifier, which then remains as it was.
   */
  'isNew'?: (boolean);
  /**
   * The fields in which the task that was there differs from the one that was
   * submitted, for example "input_json". Empty if `is_new`.
   */
  'differingFields'?: (string)[];
}

/**
 * What became of a task that was submitted.
 */
export interface SubmittedTask__Output {
  /**
   * The identifier of the task: the 24 hexadecimal digits of an ObjectId, or its
   * key as JSON, which is in quotes.
   */
  'taskId': (string);
  /**
   * Whether this call created the task. False if there was one with this
   * identifier, which then remains as it was.
   */
  'isNew': (boolean);
  /**
   * The fields in which the task that was there differs from the one that was
   * submitted, for example "input_json". Empty if `is_new`.
   */
  'differingFields': (string)[];
}
