/**
 * Starts a slave in a container, named after the container's number: the third container of the service `slave` is
 * slave3. Compose does not pass that number to a container, but the DNS server of its network knows it.
 *
 * All slaves are given the same folder for their records, and run as the same user. So each creates a folder of its own in
 * there, with a name that the others cannot find out: a hash of the container's ID, which only this container and the
 * Docker engine know. None of them can list the shared folder.
 */
import { createHash } from 'node:crypto';
import { resolvePtr } from 'node:dns/promises';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';

/** Matches PROJECT_slave_3 (Compose v1) and PROJECT-slave-3 (v2), each followed by the network's name. */
const NUMBERED_NAME = /[-_](slave)[-_](\d+)(?:\.|$)/;

const addresses = Object.values(networkInterfaces()).flatMap((all) =>
  (all ?? []).filter(({ internal, family }) => !internal && family === 'IPv4').map(({ address }) => address),
);

/** Returns the DNS names of an IPv4 address. Bypasses /etc/hosts, which holds only the container's ID. */
function reverseLookup(address: string): Promise<string[]> {
  return resolvePtr(`${address.split('.').toReversed().join('.')}.in-addr.arpa`).catch(() => []);
}

const names = await Promise.all(addresses.map(reverseLookup));
const numbered = names.flat().flatMap((name) => NUMBERED_NAME.exec(name)?.slice(1).join('') ?? []);
const name = process.env['STEADFAST_NAME'] ?? numbered[0] ?? hostname();

/** The engine mounts /etc/hostname from a folder that is named after the container's ID. */
const CONTAINER_ID = /\/containers\/([0-9a-f]{64})\//;

/** Creates the folder of this container, unless the container was only restarted, and returns its path. */
function createRecordFolder(): string {
  const id = CONTAINER_ID.exec(readFileSync('/proc/self/mountinfo', 'utf8'))?.[1];
  if (id === undefined) throw new Error('cannot find the ID of this container in /proc/self/mountinfo');
  // The same name as in record_folder of docker/settings.sh.
  const folder = `/records/${createHash('sha256').update(id).digest('hex').slice(0, 32)}`;
  // The user who started the containers can remove the files: nobody else finds the folder.
  const previous = process.umask(0);
  mkdirSync(folder, { recursive: true, mode: 0o777 });
  process.umask(previous);
  return folder;
}

const folder = createRecordFolder();
process.env['STEADFAST_NAME'] = name;
process.env['STEADFAST_JOURNAL'] ??= `${folder}/${name}.journal.jsonl`;
process.env['STEADFAST_LOG_FILE'] ??= `${folder}/${name}.log`;
writeFileSync('/tmp/log', process.env['STEADFAST_LOG_FILE']);
await import('@steadfast/slave/main');
