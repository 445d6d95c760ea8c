import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

const INSTALL_FOLDER = fileURLToPath(new URL('../../../../.steadfast/bin/', import.meta.url));

const MODULE = 'github.com/fullstorydev/grpcurl/cmd/grpcurl@v1.9.4';

/** Returns the path of a program on the `PATH`; undefined if it is not installed. */
function onPath(program: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find(existsSync);
}

async function install(): Promise<string> {
  const go = onPath('go');
  if (go === undefined) throw new Error('grpcurl not found: install grpcurl or Go, or set GRPCURL to its path');
  mkdirSync(INSTALL_FOLDER, { recursive: true });
  await run(go, ['install', MODULE], { env: { ...process.env, GOBIN: INSTALL_FOLDER } });
  return join(INSTALL_FOLDER, 'grpcurl');
}

/**
 * Returns the path of grpcurl: from the environment variable GRPCURL, on the `PATH`, or installed with Go into a folder of
 * this project.
 * @throws when neither grpcurl nor Go is installed
 */
export async function findGrpcurl(): Promise<string> {
  const installed = join(INSTALL_FOLDER, 'grpcurl');
  return process.env['GRPCURL'] ?? onPath('grpcurl') ?? (existsSync(installed) ? installed : await install());
}

/** The exit code of grpcurl and what it printed. */
export interface GrpcurlResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Sends a request with grpcurl, without TLS; `target` is an address and a method. */
export async function grpcurl(program: string, request: object, ...target: readonly string[]): Promise<GrpcurlResult> {
  try {
    const output = await run(program, ['-plaintext', '-max-time', '10', '-d', JSON.stringify(request), ...target]);
    return { code: 0, ...output };
  } catch (error) {
    const { code, stdout, stderr } = error as GrpcurlResult;
    return { code, stdout, stderr };
  }
}
