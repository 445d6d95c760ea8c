import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { descriptorModule } from './descriptors.ts';

const TYPE_GENERATOR = 'node_modules/@grpc/proto-loader/build/bin/proto-loader-gen-types.js';

const TYPE_GENERATOR_OPTIONS = [
  '--longs=Number',
  '--enums=String',
  '--oneofs',
  '--defaults',
  '--includeComments',
  '--grpcLib=@grpc/grpc-js',
  '--importFileExtension=.ts',
  '--includeDirs=proto',
];

/** Paths relative to `proto`. Reflection v1alpha is missing because its messages are those of v1. */
const PROTO_FILES = [
  'scheduler.proto',
  'inspector.proto',
  'tasks.proto',
  'grpc/health/v1/health.proto',
  'grpc/reflection/v1/reflection.proto',
];

/** Generates the message types and the descriptors of the proto files. Returns the contents by relative path. */
export function generateProtocolFiles(): Map<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'steadfast-generate-'));
  execFileSync(process.execPath, [TYPE_GENERATOR, ...TYPE_GENERATOR_OPTIONS, `--outDir=${folder}`, ...PROTO_FILES]);
  const files = new Map(
    globSync('**/*.ts', { cwd: folder }).map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
  );
  rmSync(folder, { recursive: true });
  return files.set('descriptors.ts', descriptorModule());
}
