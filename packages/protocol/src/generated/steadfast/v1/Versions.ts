// Original file: proto/inspector.proto


/**
 * What runs.
 */
export interface Versions {
  /**
   * Steadfast.
   */
  'steadfast'?: (string);
  /**
   * The protocol between master and slaves.
   */
  'protocol'?: (number);
  /**
   * Node.
   */
  'node'?: (string);
  /**
   * The MongoDB server.
   */
  'mongodb'?: (string);
}

/**
 * What runs.
 */
export interface Versions__Output {
  /**
   * Steadfast.
   */
  'steadfast': (string);
  /**
   * The protocol between master and slaves.
   */
  'protocol': (number);
  /**
   * Node.
   */
  'node': (string);
  /**
   * The MongoDB server.
   */
  'mongodb': (string);
}
