import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

const OWN_FOLDER = fileURLToPath(new URL('../../../../.steadfast/bin/', import.meta.url));

const MODULE = 'github.com/fullstorydev/grpcurl/cmd/grpcurl@v1.9.4';

/** Where a program lies in the search path, if it does. */
function onPath(program: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find(existsSync);
}

async function install(): Promise<string> {
  const go = onPath('go');
  if (go === undefined) throw new Error('grpcurl is not here: install it, or name it in the environment as GRPCURL');
  mkdirSync(OWN_FOLDER, { recursive: true });
  await run(go, ['install', MODULE], { env: { ...process.env, GOBIN: OWN_FOLDER } });
  return join(OWN_FOLDER, 'grpcurl');
}

/**
 * Finds grpcurl: in the environment variable GRPCURL, in the search path, or where it was installed before; else
 * installs it, where there is Go.
 */
export async function findGrpcurl(): Promise<string> {
  const own = join(OWN_FOLDER, 'grpcurl');
  return process.env['GRPCURL'] ?? onPath('grpcurl') ?? (existsSync(own) ? own : await install());
}

/** What grpcurl said, and the code that it ended with. */
export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs grpcurl with a request, without TLS; `target` is an address and what to call there. */
export async function grpcurl(program: string, request: object, ...target: readonly string[]): Promise<Said> {
  try {
    const said = await run(program, ['-plaintext', '-max-time', '10', '-d', JSON.stringify(request), ...target]);
    return { code: 0, ...said };
  } catch (error) {
    const { code, stdout, stderr } = error as Said;
    return { code, stdout, stderr };
  }
}
