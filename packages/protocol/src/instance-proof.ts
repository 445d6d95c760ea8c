import { createHash } from 'node:crypto';
import { isSupportedVersion, SECRET_BYTES } from './limits.ts';
import { ProtocolError, UnprovenInstanceError } from './messages.ts';

/*
 * The identity of a slave. Its instance is shown to anyone, so it is only a commitment: the SHA-256 of a secret that
 * travels in Register and is kept nowhere. A peer that knows the instance cannot derive the secret, and so cannot take the
 * place of the slave.
 */

const COMMITMENT_PATTERN = /^[0-9a-f]{64}$/;

/** What Register says about the identity of the slave. */
export interface InstanceClaim {
  readonly host: string;
  readonly instance: string;
  readonly protocolVersion: number;
  readonly secret: Uint8Array;
}

/** Returns the instance that commits to a secret: its SHA-256 as 64 lowercase hexadecimal digits. */
export function instanceOf(secret: Uint8Array): string {
  return createHash('sha256').update(secret).digest('hex');
}

/**
 * Checks that a slave is the one that it claims to be. A slave of version 1 has no secret, so it must not claim an
 * instance that is a commitment. Versions that are not supported are left to the core, which refuses them. No error
 * contains the secret.
 * @throws {UnprovenInstanceError} when the secret does not belong to the instance
 * @throws {ProtocolError} when the secret or the instance is malformed
 */
export function verifyInstance({ host, instance, protocolVersion, secret }: InstanceClaim): void {
  if (!isSupportedVersion(protocolVersion)) return;
  if (protocolVersion === 1) {
    if (!COMMITMENT_PATTERN.test(instance)) return;
    throw new ProtocolError(
      'an instance of 64 hexadecimal digits needs a secret, which protocol version 1 lacks; upgrade the slave',
    );
  }
  if (secret.length !== SECRET_BYTES)
    throw new ProtocolError(`secret must have ${SECRET_BYTES} bytes, not ${secret.length}`);
  if (!COMMITMENT_PATTERN.test(instance))
    throw new ProtocolError('instance must be the SHA-256 of the secret, as 64 lowercase hexadecimal digits');
  if (instanceOf(secret) === instance) return;
  throw new UnprovenInstanceError(
    `the secret does not belong to the instance ${instance} of ${host}; send the 32 bytes with this SHA-256`,
  );
}
