import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The proto files as descriptors, with their comments, as a module: what a server needs to tell tools such as grpcurl
 * what it offers.
 */

const BUF = 'node_modules/@bufbuild/buf/bin/buf';

/** A descriptor as JSON, as far as its names are concerned. */
interface Names {
  readonly name: string;
  readonly package?: string;
  readonly dependency?: readonly string[];
  readonly messageType?: readonly Names[];
  readonly nestedType?: readonly Names[];
  readonly enumType?: readonly Names[];
  readonly service?: readonly Names[];
  readonly method?: readonly Names[];
  readonly field?: readonly Names[];
}

/** The full names of everything that is defined in `scope`. */
function symbolsIn(scope: string, descriptor: Names): string[] {
  const { messageType, nestedType, enumType, service, method, field } = descriptor;
  const children = [messageType, nestedType, enumType, service, method, field].flatMap((list) => list ?? []);
  return children.flatMap((child) => {
    const name = `${scope}.${child.name}`;
    return [name].concat(symbolsIn(name, child));
  });
}

/** Reads a protobuf varint; gives its value and where it ends. */
function readVarint(bytes: Uint8Array, at: number): readonly [value: number, end: number] {
  let value = 0;
  for (let end = at, factor = 1; ; end += 1, factor *= 128) {
    const byte = bytes[end] ?? 0;
    value += (byte & 127) * factor;
    if (byte < 128) return [value, end + 1];
  }
}

/** The files of a serialized FileDescriptorSet, each still serialized: a tag, a length, and so many bytes. */
function splitSet(bytes: Uint8Array): string[] {
  const files: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const [, afterTag] = readVarint(bytes, at);
    const [length, start] = readVarint(bytes, afterTag);
    at = start + length;
    files.push(Buffer.from(bytes.subarray(start, at)).toString('base64'));
  }
  return files;
}

/** Builds the proto files; gives the text of the module. */
export function descriptorModule(): string {
  const folder = mkdtempSync(join(tmpdir(), 'steadfast-descriptors-'));
  const build = (name: string): Buffer => {
    const file = join(folder, name);
    execFileSync(process.execPath, [BUF, 'build', '--as-file-descriptor-set', '-o', file]);
    return readFileSync(file);
  };
  const serialized = splitSet(build('set.binpb'));
  const { file } = JSON.parse(build('set.json').toString()) as { readonly file: readonly Names[] };
  rmSync(folder, { recursive: true });
  const entries = file.map((descriptor, index) => ({
    name: descriptor.name,
    dependencies: descriptor.dependency ?? [],
    services: (descriptor.service ?? []).map(({ name }) => `${descriptor.package}.${name}`),
    symbols: symbolsIn(descriptor.package ?? '', descriptor),
    base64: serialized[index] ?? '',
  }));
  return `/** The proto files, as serialized descriptors. */\nexport const DESCRIPTORS = ${JSON.stringify(entries, null, 1)};\n`;
}
