// Original file: proto/inspector.proto


/**
 * A master.
 */
export interface Master {
  /**
   * Its name, for example "master1".
   */
  'name'?: (string);
  /**
   * The random identifier of this incarnation of its process.
   */
  'instance'?: (string);
  /**
   * What the master is doing:
   * 
   * "standby"      another master leads
   * "claiming"     it is trying to become the leader
   * "catching up"  it leads, and is updating the task documents first
   * "leading"      it assigns tasks
   * "stopping"     it is finishing an orderly stop
   * "stopped"      it is about to exit
   */
  'role'?: (string);
}

/**
 * A master.
 */
export interface Master__Output {
  /**
   * Its name, for example "master1".
   */
  'name': (string);
  /**
   * The random identifier of this incarnation of its process.
   */
  'instance': (string);
  /**
   * What the master is doing:
   * 
   * "standby"      another master leads
   * "claiming"     it is trying to become the leader
   * "catching up"  it leads, and is updating the task documents first
   * "leading"      it assigns tasks
   * "stopping"     it is finishing an orderly stop
   * "stopped"      it is about to exit
   */
  'role': (string);
}
