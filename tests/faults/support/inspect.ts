import { credentials, Metadata } from '@grpc/grpc-js';
import { InspectorServiceClient } from '@steadfast/protocol/inspection';
import type { Testbed } from './testbed.ts';

/** What ListSlaves shows of a slave. */
interface ListedSlave {
  readonly host: string;
  readonly instance: string;
  readonly task: { readonly taskId: string; readonly attempt: number } | null;
}

/** How long a response may take on a machine that is busy with faults. */
const DEADLINE_MS = 10_000;

/** Lists the slaves of the first master of a testbed, as anyone who reaches it can. */
export async function listSlaves({ cluster }: Testbed): Promise<readonly ListedSlave[]> {
  const [address = ''] = cluster.masterAddresses;
  const client = new InspectorServiceClient(address, credentials.createInsecure());
  const { promise, resolve, reject } = Promise.withResolvers<readonly ListedSlave[]>();
  client.listSlaves({}, new Metadata(), { deadline: Date.now() + DEADLINE_MS }, (error, response) =>
    response === undefined ? reject(error) : resolve(response.slaves),
  );
  return promise.finally(() => client.close());
}
