import { once } from 'node:events';
import { Writable } from 'node:stream';
import { promisify } from 'node:util';
import { Client, credentials, type MethodDefinition } from '@grpc/grpc-js';
import { fileDescriptors, healthDefinition, inspectorServiceDefinition } from '@steadfast/protocol/inspection';
import { taskServiceDefinition } from '@steadfast/protocol/tasks';

/** A method, as the proto loader describes it. */
type LoadedMethod = MethodDefinition<object, object> & {
  readonly requestType: { readonly type: { readonly field: readonly { readonly name: string }[] } };
};

const METHODS = [inspectorServiceDefinition, taskServiceDefinition, healthDefinition].flatMap(
  (service) => Object.values(service) as unknown as LoadedMethod[],
);

/** The full names of everything that the proto files declare. */
const SYMBOLS: ReadonlySet<string> = new Set(fileDescriptors.flatMap(({ symbols }) => symbols));

/** A call of grpcurl. */
export interface GrpcurlCall {
  /** The options, without their values. */
  readonly options: readonly string[];
  /** `list`, `describe`, or the method to call. */
  readonly verb: string;
  /** The service or method: that to describe, or the method to call; undefined if there is none. */
  readonly symbol: string | undefined;
  /** The JSON text of the request; undefined if there is none. */
  readonly request: string | undefined;
}

const OPTIONS_WITH_VALUE: ReadonlySet<string> = new Set(['-d', '-max-time']);

/** Parses the arguments of grpcurl. */
export function parseGrpcurl(words: readonly string[]): GrpcurlCall {
  const isValue = (index: number): boolean => OPTIONS_WITH_VALUE.has(words[index - 1] ?? '');
  const names = words.filter((word, index) => !word.startsWith('-') && !isValue(index));
  const [, verb = '', described] = names;
  const data = words.indexOf('-d');
  return {
    options: words.filter((word, index) => word.startsWith('-') && !isValue(index)),
    verb,
    symbol: verb === 'list' || verb === '' ? undefined : verb === 'describe' ? described : verb,
    request: data === -1 ? undefined : words[data + 1],
  };
}

/** Returns whether a master offers a service or method. */
export function isOffered(symbol: string): boolean {
  return SYMBOLS.has(symbol.replace('/', '.'));
}

function findMethod(symbol: string): LoadedMethod | undefined {
  return METHODS.find(({ path }) => path === `/${symbol}`);
}

function camelCase(name: string): string {
  return name.replaceAll(/_(\w)/gu, (_, letter: string) => letter.toUpperCase());
}

/** Returns the fields in the JSON text of a request that the request of the method does not have. */
export function unknownFields(symbol: string, json: string): string[] {
  const { field = [] } = findMethod(symbol)?.requestType.type ?? {};
  return Object.keys(JSON.parse(json) as object).filter((key) => !field.some(({ name }) => name === camelCase(key)));
}

/**
 * Sends a request to a master, as grpcurl does. Returns the response, or the first one of a stream.
 * @throws {Error} when the method does not exist or the call fails
 */
export async function callMaster(address: string, { symbol = '', request = '{}' }: GrpcurlCall): Promise<object> {
  const method = findMethod(symbol);
  if (method === undefined) throw new Error(`no master offers ${symbol}`);
  const fields = Object.entries(JSON.parse(request) as object).map(([key, value]) => [camelCase(key), value] as const);
  const message = Object.fromEntries(fields);
  const { path, requestSerialize, responseDeserialize, requestStream, responseStream } = method;
  const client = new Client(address, credentials.createInsecure());
  try {
    if (responseStream) {
      const stream = requestStream
        ? client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize)
        : client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, message);
      if (stream instanceof Writable) stream.end(message);
      const [first] = (await once(stream, 'data')) as [object];
      stream.on('error', () => undefined);
      stream.cancel();
      return first;
    }
    const call = promisify<object>((done) =>
      client.makeUnaryRequest(path, requestSerialize, responseDeserialize, message, (error, response) =>
        done(error, response ?? {}),
      ),
    );
    return await call();
  } finally {
    client.close();
  }
}
