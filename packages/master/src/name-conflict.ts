import type { LineLogger } from '@steadfast/runtime';
import type { MasterState } from './core/state.ts';

/**
 * Creates a function that warns when a master that follows sees that another process of the same name leads, once per
 * epoch. Both are alive, and a master deposes one of its own name at once when it starts, taking it for its predecessor.
 */
export function createNameConflictWarning(logger: LineLogger): (state: MasterState) => void {
  let warnedEpoch = 0;
  return ({ role, config: { name, instance } }) => {
    if (role.kind !== 'follower' || role.observation === null) return;
    const { end, control } = role.observation;
    // The control document of an earlier epoch may be that of a predecessor, which is dead.
    if (control === null || control.epoch !== end.epoch || control.epoch === warnedEpoch) return;
    if (control.name !== name || control.instance === instance) return;
    warnedEpoch = control.epoch;
    const message =
      `${name}: another master of this name, at ${control.address}, leads epoch ${control.epoch}; ` +
      'give every master its own --name and restart them, or each start of one deposes the other';
    const { epoch } = control;
    logger.log({ level: 'warn', message, event: 'name.conflict', epoch, instance: control.instance });
  };
}
