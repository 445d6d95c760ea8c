// Original file: proto/inspector.proto


/**
 * The master that answers.
 */
export interface Master {
  /**
   * Its name, for example "master1".
   */
  'name'?: (string);
  /**
   * This life of its process.
   */
  'instance'?: (string);
  /**
   * "standby", "claiming" (it tries to lead), "catching up" (it leads, and brings the documents up to date),
   * "leading" or "stopping".
   */
  'role'?: (string);
}

/**
 * The master that answers.
 */
export interface Master__Output {
  /**
   * Its name, for example "master1".
   */
  'name': (string);
  /**
   * This life of its process.
   */
  'instance': (string);
  /**
   * "standby", "claiming" (it tries to lead), "catching up" (it leads, and brings the documents up to date),
   * "leading" or "stopping".
   */
  'role': (string);
}
