import { isIP } from 'node:net';

/** Characters that a name must not contain. */
const NOT_IN_NAME = /[^A-Za-z0-9._-]/g;

/** Leaves room for a hyphen and a suffix in a name of at most 63 characters. */
const MAX_HOST_NAME_LENGTH = 54;

/** Characters of the instance that make a name unique: the chance that two of a thousand are equal is 1 in 8,000. */
const INSTANCE_LENGTH = 8;

/** Splits HOST:PORT. An IPv6 address is returned without its brackets. */
export function splitAddress(address: string): { host: string; port: number } {
  const separator = address.lastIndexOf(':');
  return { host: address.slice(0, separator).replace(/^\[|\]$/g, ''), port: Number(address.slice(separator + 1)) };
}

/** Returns whether a host stands for all addresses of the machine: `0.0.0.0`, or `::` in one of its spellings. */
export function isWildcard(host: string): boolean {
  return isIP(host) !== 0 && /^[0:.]+$/.test(host);
}

/**
 * Returns the address at which others reach a master that listens on `listen`: the host name of the machine in place of a
 * wildcard, and the port that was bound in place of 0.
 */
export function reachableAddress(listen: string, boundPort: number, hostName: string): string {
  const { host, port } = splitAddress(listen);
  const name = isWildcard(host) ? hostName : host;
  return `${name.includes(':') ? `[${name}]` : name}:${port === 0 ? boundPort : port}`;
}

/**
 * Returns the default name of a master. It consists of host name and port, so that it is unique on the network and that
 * a master that is restarted has it again: then it leads at once, without waiting until its predecessor is considered
 * dead. A master on a random port cannot have the same name again; its name contains its instance instead.
 */
export function defaultName(listen: string, hostName: string, instance: string): string {
  const { port } = splitAddress(listen);
  const prefix = hostName.replace(NOT_IN_NAME, '-').slice(0, MAX_HOST_NAME_LENGTH);
  return `${prefix}-${port === 0 ? instance.slice(0, INSTANCE_LENGTH) : port}`;
}
