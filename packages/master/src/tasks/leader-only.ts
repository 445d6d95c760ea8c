import { Metadata, status } from '@grpc/grpc-js';
import { LEADER_METADATA } from '@steadfast/protocol/tasks';
import { InspectionError } from '../inspection/errors.ts';
import { leaderText, type Standing } from '../inspection/snapshot.ts';

function metadataOf(address: string): Metadata | undefined {
  if (address === '') return undefined;
  const metadata = new Metadata();
  metadata.set(LEADER_METADATA, address);
  return metadata;
}

/** Returns the error for a call that only the leader answers. */
export function notLeading({ name, role, leader }: Standing): InspectionError {
  if (leader === null || leader.name === name)
    return new InspectionError(status.UNAVAILABLE, `${name} is ${role}, and no master is known to lead; try again`);
  const message = `${name} is ${role}; call the leader, ${leaderText(leader)}`;
  return new InspectionError(status.FAILED_PRECONDITION, message, metadataOf(leader.address));
}

/**
 * Checks that a master leads.
 * @throws {InspectionError} when it does not, naming the leader
 */
export function checkLeads(standing: Standing): void {
  if (standing.role !== 'leading') throw notLeading(standing);
}
