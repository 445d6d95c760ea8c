import { status, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { fileDescriptors, type HealthCheckResponse, type HealthHandlers } from '@steadfast/protocol/inspection';
import type { LiveCalls } from './open-streams.ts';
import type { MasterView } from './snapshot.ts';

/** Watches at once: one for each balancer that there might be. */
export const MAX_HEALTH_WATCHES = 64;

/** Watchers hear of a change within this time, in milliseconds. */
const LOOK_MS = 200;

const SCHEDULER = 'steadfast.v1.SchedulerService';

const SERVICES: ReadonlySet<string> = new Set(['', ...fileDescriptors.flatMap(({ services }) => services)]);

/** Health checks: everything can be used while the process lives, and the scheduler on the master that leads. */
export function createHealth(
  view: () => Pick<MasterView, 'role'>,
  watches: LiveCalls,
): HealthHandlers & UntypedServiceImplementation {
  const statusOf = (service: string): NonNullable<HealthCheckResponse['status']> => {
    if (!SERVICES.has(service)) return 'SERVICE_UNKNOWN';
    return service !== SCHEDULER || view().role === 'leading' ? 'SERVING' : 'NOT_SERVING';
  };
  return {
    Check: ({ request: { service } }, callback) => {
      if (SERVICES.has(service)) callback(null, { status: statusOf(service) });
      else callback({ code: status.NOT_FOUND, details: `there is no service ${service}` });
    },
    Watch: (call) => {
      const over = watches.open(call);
      if (over === null) return;
      let said: HealthCheckResponse['status'];
      const look = (): void => {
        const now = statusOf(call.request.service);
        if (now !== said) call.write({ status: now });
        said = now;
      };
      look();
      const looking = setInterval(look, LOOK_MS);
      over.addEventListener('abort', () => clearInterval(looking), { once: true });
    },
  };
}
