import { createServer, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { schedulerServiceDefinition } from '@steadfast/protocol';

/** Every message of a gRPC stream is preceded by a flag byte and its length in four bytes. */
const PREFIX_BYTES = 5;

/** Returns the attempts of the Finished reports in the bytes of a stream. */
function parseAttempts(bytes: Buffer): number[] {
  const attempts: number[] = [];
  for (let start = 0; start + PREFIX_BYTES <= bytes.length;) {
    const end = start + PREFIX_BYTES + bytes.readUInt32BE(start + 1);
    if (end > bytes.length) break;
    const message = schedulerServiceDefinition.Session.requestDeserialize(bytes.subarray(start + PREFIX_BYTES, end));
    for (const { finished } of message.reports?.reports ?? []) attempts.push(finished?.attempt ?? 0);
    start = end;
  }
  return attempts;
}

/**
 * Starts a master that reads nothing until `startReading` is called. It is a plain HTTP/2 server: a grpc-js server reads
 * whatever arrives, so that flow control would never take effect.
 */
export async function startSlowMaster() {
  let bytes = Buffer.alloc(0);
  const streams: ServerHttp2Stream[] = [];
  const sessions: ServerHttp2Session[] = [];
  const server = createServer();
  server.on('session', (session) => sessions.push(session));
  server.on('stream', (stream) => {
    streams.push(stream);
    stream.on('error', () => {});
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** The attempts of all Finished reports read so far, in order. */
    get attempts(): number[] {
      return parseAttempts(bytes);
    },
    startReading: (): void => {
      for (const stream of streams)
        stream.on('data', (chunk: Buffer) => {
          bytes = Buffer.concat([bytes, chunk]);
        });
    },
    close: (): void => {
      for (const session of sessions) session.destroy();
      server.close();
    },
  };
}
