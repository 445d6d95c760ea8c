import { status, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { fileDescriptors, type FileDescriptor, type ServerReflectionHandlers } from '@steadfast/protocol/inspection';
import type { ServerReflectionRequest__Output, ServerReflectionResponse } from '@steadfast/protocol/inspection';
import type { OpenStreams } from './open-streams.ts';

/** A tool asks a few questions and leaves. Unread responses take up to 100 kB for each call. */
export const MAX_REFLECTION_CALLS = 16;

const byName = new Map(fileDescriptors.map((file) => [file.name, file]));
const bySymbol = new Map(fileDescriptors.flatMap((file) => file.symbols.map((symbol) => [symbol, file])));
const services = fileDescriptors.flatMap((file) => file.services.map((name) => ({ name })));

/** Returns a file and its transitive imports, dependencies first. */
function withImports(file: FileDescriptor, into = new Set<FileDescriptor>()): Set<FileDescriptor> {
  for (const name of file.dependencies) {
    const imported = byName.get(name);
    if (imported !== undefined && !into.has(imported)) withImports(imported, into);
  }
  return into.add(file);
}

function fileResponse(file: FileDescriptor | undefined, what: string): ServerReflectionResponse {
  if (file === undefined) return { errorResponse: { errorCode: status.NOT_FOUND, errorMessage: `unknown ${what}` } };
  const files = [...withImports(file)].map(({ base64 }) => Buffer.from(base64, 'base64'));
  return { fileDescriptorResponse: { fileDescriptorProto: files } };
}

function respond(request: ServerReflectionRequest__Output): ServerReflectionResponse {
  switch (request.messageRequest) {
    case 'listServices':
      return { listServicesResponse: { service: services } };
    case 'fileByFilename':
      return fileResponse(byName.get(request.fileByFilename ?? ''), `file ${request.fileByFilename}`);
    case 'fileContainingSymbol':
      return fileResponse(bySymbol.get(request.fileContainingSymbol ?? ''), `symbol ${request.fileContainingSymbol}`);
    case 'allExtensionNumbersOfType': {
      const type = request.allExtensionNumbersOfType ?? '';
      if (!bySymbol.has(type)) return fileResponse(undefined, `type ${type}`);
      return { allExtensionNumbersResponse: { baseTypeName: type, extensionNumber: [] } };
    }
    case 'fileContainingExtension':
      return fileResponse(undefined, 'extension');
    case undefined:
  }
  return { errorResponse: { errorCode: status.INVALID_ARGUMENT, errorMessage: 'message_request is not set' } };
}

/** Creates the reflection service. It serves the descriptors that `make generate` creates from the proto files. */
export function createReflection(streams: OpenStreams): ServerReflectionHandlers & UntypedServiceImplementation {
  return {
    ServerReflectionInfo: (call) => {
      streams.open(call);
      call.on('data', (request: ServerReflectionRequest__Output) => {
        const response = { validHost: request.host, originalRequest: request, ...respond(request) };
        if (call.write(response)) return;
        call.pause();
        call.once('drain', () => call.resume());
      });
      call.on('end', () => call.end());
      call.on('error', () => undefined);
    },
  };
}
