import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { fileDescriptors, ServerReflectionClient, type ServerReflectionResponse } from '@steadfast/protocol/inspection';
import { waitUntil } from '@steadfast/runtime/testing';
import { connect, startInspectedMaster } from './inspected-master.ts';

/** Sends requests in one call to a master with an unavailable database, and returns the responses. */
async function reflect(context: TestContext, ...requests: readonly object[]): Promise<ServerReflectionResponse[]> {
  const { address } = await startInspectedMaster(context, 'mongodb://127.0.0.1:9/', { ready: 'master.listening' });
  const call = connect(context, ServerReflectionClient, address).serverReflectionInfo();
  const responses: ServerReflectionResponse[] = [];
  call.on('data', (response: ServerReflectionResponse) => responses.push(response));
  for (const request of requests) call.write(request);
  await waitUntil('every request is answered', () => responses.length === requests.length);
  call.end();
  await waitUntil('the call has ended', () => call.readableEnded);
  return responses;
}

function filesIn({ fileDescriptorResponse }: ServerReflectionResponse): (string | undefined)[] {
  return (fileDescriptorResponse?.fileDescriptorProto ?? []).map((bytes) => {
    const base64 = Buffer.from(bytes).toString('base64');
    return fileDescriptors.find((file) => file.base64 === base64)?.name;
  });
}

describe('the reflection service', () => {
  test('lists the services, and returns each file with everything it imports', async (context) => {
    const [services, byName, bySymbol, byMethod, extensions] = await reflect(
      context,
      { listServices: '' },
      { fileByFilename: 'scheduler.proto' },
      { fileContainingSymbol: 'steadfast.v1.Task' },
      { fileContainingSymbol: 'grpc.health.v1.Health.Check' },
      { allExtensionNumbersOfType: 'steadfast.v1.Task' },
    );
    assert.deepEqual(services?.listServicesResponse?.service?.map(({ name }) => name).sort(), [
      'grpc.health.v1.Health',
      'grpc.reflection.v1.ServerReflection',
      'grpc.reflection.v1alpha.ServerReflection',
      'steadfast.v1.InspectorService',
      'steadfast.v1.SchedulerService',
      'steadfast.v1.TaskService',
    ]);
    assert.deepEqual(filesIn(byName ?? {}), ['scheduler.proto']);
    const imported = ['google/protobuf/duration.proto', 'google/protobuf/timestamp.proto'];
    assert.deepEqual(filesIn(bySymbol ?? {}), [...imported, 'inspector.proto']);
    assert.deepEqual(filesIn(byMethod ?? {}), ['grpc/health/v1/health.proto']);
    assert.deepEqual(extensions?.allExtensionNumbersResponse?.extensionNumber, []);
  });

  test('reports unknown names without ending the call', async (context) => {
    const responses = await reflect(
      context,
      { fileByFilename: 'nothing.proto' },
      { fileContainingSymbol: 'steadfast.v1.Nothing' },
      { allExtensionNumbersOfType: 'steadfast.v1.Nothing' },
      { fileContainingExtension: { containingType: 'steadfast.v1.Task', extensionNumber: 1 } },
      {},
    );
    assert.deepEqual(
      responses.map(({ errorResponse }) => errorResponse?.errorCode),
      [5, 5, 5, 5, 3],
    );
  });
});
