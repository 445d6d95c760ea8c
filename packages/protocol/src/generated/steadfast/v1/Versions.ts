// Original file: proto/inspector.proto


/**
 * The versions of the software in use.
 */
export interface Versions {
  /**
   * The version of Steadfast.
   */
  'steadfast'?: (string);
  /**
   * The version of the protocol between masters and slaves.
   */
  'protocol'?: (number);
  /**
   * The version of Node.js.
   */
  'node'?: (string);
  /**
   * The version of the MongoDB server.
   */
  'mongodb'?: (string);
}

/**
 * The versions of the software in use.
 */
export interface Versions__Output {
  /**
   * The version of Steadfast.
   */
  'steadfast': (string);
  /**
   * The version of the protocol between masters and slaves.
   */
  'protocol': (number);
  /**
   * The version of Node.js.
   */
  'node': (string);
  /**
   * The version of the MongoDB server.
   */
  'mongodb': (string);
}
