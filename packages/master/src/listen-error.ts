import { createServer } from 'node:net';
import { splitAddress } from './address.ts';

/** Returns the code of the error that listening on an address fails with, for example EADDRINUSE; null if it succeeds. */
function probe(address: string): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(splitAddress(address), () => server.close(() => resolve(null)));
  });
}

function explain(code: string, { host, port }: { readonly host: string; readonly port: number }): string {
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} is in use, perhaps by another master; stop that, or choose another port with --listen`;
    case 'EADDRNOTAVAIL':
      return `${host} is not an address of this machine; choose one that is, or 0.0.0.0 for all, with --listen`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_FAIL':
      return `the host name ${host} cannot be resolved; choose an address of this machine, or 0.0.0.0 for all, with --listen`;
    case 'EACCES':
      return `this user may not listen on port ${port}; choose a port above 1023 with --listen`;
    default:
      return `${code}; choose another address with --listen`;
  }
}

/**
 * Describes in one line why a server could not listen on an address, and what to do. Tries it once more to find the
 * cause, which the error of grpc-js does not always contain.
 */
export async function describeListenError(address: string, error: Error): Promise<string> {
  const code = (await probe(address)) ?? error.message;
  return `cannot listen on ${address}: ${explain(code, splitAddress(address))}`;
}
