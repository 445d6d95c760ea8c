/** Healthy is a master that answers over gRPC, and leads or stands by; says which. */
import { credentials } from '@grpc/grpc-js';
import { HealthClient } from '@steadfast/protocol/inspection';

/** A master that is well answers in milliseconds; the engine waits a little longer than this. In milliseconds. */
const PATIENCE_MS = 4_000;

/** What serves only at the leader. */
const SCHEDULER = 'steadfast.v1.SchedulerService';

const client = new HealthClient('127.0.0.1:50051', credentials.createInsecure());

/** The health of a service; of the whole process, where none is named. */
function check(service: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    client.Check({ service }, { deadline: Date.now() + PATIENCE_MS }, (error, answer) =>
      error === null ? resolve(answer?.status) : reject(error),
    );
  });
}

const [whole, scheduler] = await Promise.all([check(''), check(SCHEDULER)]);
client.close();
process.stdout.write(scheduler === 'SERVING' ? 'leading\n' : 'standby\n');
if (whole !== 'SERVING') process.exitCode = 1;
