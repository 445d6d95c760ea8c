import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as protocol from '@steadfast/protocol';

const { requestSerialize, requestDeserialize } = protocol.schedulerServiceDefinition.Session;

/** A secret with bytes that are all different, so that a wrong order or encoding of them is noticed. */
const SECRET = Uint8Array.from({ length: protocol.SECRET_BYTES }, (_, index) => index);

/** `printf` of the bytes 0 to 31 into `sha256sum`. */
const INSTANCE = '630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd';

function decode(fields: object): protocol.SlaveMessage | undefined {
  const register = { host: 'slave1', instance: INSTANCE, protocolVersion: 3, secret: SECRET, ...fields };
  return protocol.decodeRequest(requestDeserialize(requestSerialize({ register })))[0];
}

test('an instance is the SHA-256 of the bytes of the secret, in lowercase hexadecimal', () => {
  assert.equal(protocol.instanceOf(SECRET), INSTANCE);
});

describe('a Register', () => {
  test('with a secret that belongs to its instance is decoded without the secret', () => {
    assert.deepEqual(decode({}), {
      kind: 'register',
      host: 'slave1',
      instance: INSTANCE,
      protocolVersion: 3,
      otherMasters: false,
      held: [],
      ...protocol.PLAIN_ABILITIES,
    });
  });

  test('of version 1 needs no secret', () => {
    const message = decode({ protocolVersion: 1, instance: '5a1c9a4e-74e5-4a58-9c54-3f3c4b0e5d6f', secret: undefined });
    assert.equal(message?.kind, 'register');
  });

  test('of a version that is not supported is decoded, so that the core can refuse it', () => {
    assert.equal(decode({ protocolVersion: protocol.PROTOCOL_VERSION + 1, secret: undefined })?.kind, 'register');
  });

  const otherSecret = Buffer.alloc(protocol.SECRET_BYTES, 'another secret');
  for (const [what, fields, name, message] of [
    ['has no secret', { secret: undefined }, 'ProtocolError', /secret must have 32 bytes, not 0/],
    ['has a secret of 31 bytes', { secret: SECRET.subarray(1) }, 'ProtocolError', /32 bytes, not 31/],
    ['has a secret of 33 bytes', { secret: Buffer.concat([SECRET, SECRET.subarray(31)]) }, 'ProtocolError', /not 33/],
    ['has a UUID as its instance', { instance: '5a1c9a4e-74e5' }, 'ProtocolError', /instance must be the SHA-256/],
    ['has an instance in capitals', { instance: INSTANCE.toUpperCase() }, 'ProtocolError', /lowercase/],
    ['has the secret of another slave', { secret: otherSecret }, 'UnprovenInstanceError', /does not belong/],
    ['has its instance as its secret', { secret: Buffer.from(INSTANCE, 'hex') }, 'UnprovenInstanceError', /belong/],
    ['has no secret in version 2', { protocolVersion: 2, secret: undefined }, 'ProtocolError', /secret must have 32/],
    ['claims in version 1 an instance of version 2', { protocolVersion: 1 }, 'ProtocolError', /version 1 lacks/],
    ['claims that, and proves it', { protocolVersion: 1, secret: SECRET }, 'ProtocolError', /version 1 lacks/],
  ] as const)
    test(`that ${what} is rejected without quoting the secret`, () => {
      assert.throws(
        () => decode(fields),
        (error: Error) => {
          assert.equal(error.name, name);
          assert.match(error.message, message);
          for (const secret of [SECRET, otherSecret])
            for (const encoding of ['hex', 'base64', 'base64url'] as const)
              assert.equal(error.message.includes(Buffer.from(secret).toString(encoding)), false);
          return true;
        },
      );
    });
});
