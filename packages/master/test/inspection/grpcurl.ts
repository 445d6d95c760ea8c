import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { outputOf, runCommand, type CommandResult } from '@steadfast/runtime/testing';

/** Compiling grpcurl takes two minutes; far longer on a busy machine. */
const INSTALL_TIMEOUT_MS = 900_000;

/** More than the 10 s after which grpcurl gives up by itself. */
const CALL_TIMEOUT_MS = 60_000;

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
  await outputOf(go, ['install', MODULE], { environment: { GOBIN: INSTALL_FOLDER }, timeoutMs: INSTALL_TIMEOUT_MS });
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

/**
 * Sends a request with grpcurl, without TLS, and returns its exit code and output; `target` is an address and a method.
 * @throws {Error} when grpcurl cannot be started or does not end
 */
export function grpcurl(program: string, request: object, ...target: readonly string[]): Promise<CommandResult> {
  const parameters = ['-plaintext', '-max-time', '10', '-d', JSON.stringify(request), ...target];
  return runCommand(program, parameters, { timeoutMs: CALL_TIMEOUT_MS });
}
