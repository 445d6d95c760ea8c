/** Health check: succeeds if the master answers over gRPC, as leader or standby, and prints which. */
import { credentials } from '@grpc/grpc-js';
import { HealthClient } from '@steadfast/protocol/inspection';

/** Shorter than the timeout of HEALTHCHECK (5 s), so that the check fails with an error of its own. */
const TIMEOUT_MS = 4_000;

/** Reported as SERVING by the leader only. */
const SCHEDULER = 'steadfast.v1.SchedulerService';

const client = new HealthClient('127.0.0.1:50051', credentials.createInsecure());

/** Returns the status of a service, or of the whole process if `service` is empty. */
function check(service: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    client.Check({ service }, { deadline: Date.now() + TIMEOUT_MS }, (error, response) =>
      error === null ? resolve(response?.status) : reject(error),
    );
  });
}

const [overall, scheduler] = await Promise.all([check(''), check(SCHEDULER)]);
client.close();
process.stdout.write(scheduler === 'SERVING' ? 'leading\n' : 'standby\n');
if (overall !== 'SERVING') process.exitCode = 1;
