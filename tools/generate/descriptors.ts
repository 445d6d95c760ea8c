import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const BUF = 'node_modules/@bufbuild/buf/bin/buf';

/** The part of a descriptor, as JSON, that declares names. */
interface NamedDescriptor {
  readonly name: string;
  readonly package?: string;
  readonly dependency?: readonly string[];
  readonly messageType?: readonly NamedDescriptor[];
  readonly nestedType?: readonly NamedDescriptor[];
  readonly enumType?: readonly NamedDescriptor[];
  readonly service?: readonly NamedDescriptor[];
  readonly method?: readonly NamedDescriptor[];
  readonly field?: readonly NamedDescriptor[];
}

/** Returns the full names of everything that a descriptor declares; `scope` is its own full name. */
function symbolsIn(scope: string, descriptor: NamedDescriptor): string[] {
  const { messageType, nestedType, enumType, service, method, field } = descriptor;
  const children = [messageType, nestedType, enumType, service, method, field].flatMap((list) => list ?? []);
  return children.flatMap((child) => {
    const name = `${scope}.${child.name}`;
    return [name].concat(symbolsIn(name, child));
  });
}

/** Reads the protobuf varint at an offset. Returns its value and the offset of the next byte. */
function readVarint(bytes: Uint8Array, offset: number): readonly [value: number, end: number] {
  let value = 0;
  for (let end = offset, factor = 1; ; end += 1, factor *= 128) {
    const byte = bytes[end] ?? 0;
    value += (byte & 127) * factor;
    if (byte < 128) return [value, end + 1];
  }
}

/** Splits a serialized FileDescriptorSet into its serialized files, in Base64. Each has a tag and a length in front. */
function splitSet(bytes: Uint8Array): string[] {
  const files: string[] = [];
  for (let offset = 0; offset < bytes.length;) {
    const [, afterTag] = readVarint(bytes, offset);
    const [length, start] = readVarint(bytes, afterTag);
    offset = start + length;
    files.push(Buffer.from(bytes.subarray(start, offset)).toString('base64'));
  }
  return files;
}

/** Compiles the proto files, and returns a module with their descriptors, comments included, for server reflection. */
export function descriptorModule(): string {
  const folder = mkdtempSync(join(tmpdir(), 'steadfast-descriptors-'));
  const build = (name: string): Buffer => {
    const file = join(folder, name);
    execFileSync(process.execPath, [BUF, 'build', '--as-file-descriptor-set', '-o', file]);
    return readFileSync(file);
  };
  const serialized = splitSet(build('set.binpb'));
  const { file } = JSON.parse(build('set.json').toString()) as { readonly file: readonly NamedDescriptor[] };
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
