import { status, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { fileDescriptors, type HealthCheckResponse, type HealthHandlers } from '@steadfast/protocol/inspection';
import type { OpenStreams } from './open-streams.ts';
import type { MasterView } from './snapshot.ts';

/** Enough for one watch per load balancer. */
export const MAX_HEALTH_WATCHES = 64;

/** Maximum delay before watchers see a change of role: short compared with a failover. */
const POLL_MS = 200;

const SCHEDULER_SERVICE = 'steadfast.v1.SchedulerService';

const KNOWN_SERVICES: ReadonlySet<string> = new Set(['', ...fileDescriptors.flatMap(({ services }) => services)]);

/** Creates the health service. Every service is serving while the process runs, except the scheduler on a standby. */
export function createHealth(
  view: () => Pick<MasterView, 'role'>,
  openStreams: OpenStreams,
): HealthHandlers & UntypedServiceImplementation {
  const statusOf = (service: string): NonNullable<HealthCheckResponse['status']> => {
    if (!KNOWN_SERVICES.has(service)) return 'SERVICE_UNKNOWN';
    return service !== SCHEDULER_SERVICE || view().role === 'leading' ? 'SERVING' : 'NOT_SERVING';
  };
  return {
    Check: ({ request: { service } }, callback) => {
      if (KNOWN_SERVICES.has(service)) callback(null, { status: statusOf(service) });
      else callback({ code: status.NOT_FOUND, details: `unknown service ${service}` });
    },
    Watch: (call) => {
      const { signal } = openStreams.open(call);
      let sent: HealthCheckResponse['status'];
      const poll = (): void => {
        const current = statusOf(call.request.service);
        if (current !== sent) call.write({ status: current });
        sent = current;
      };
      poll();
      const timer = setInterval(poll, POLL_MS);
      signal.addEventListener('abort', () => clearInterval(timer), { once: true });
    },
  };
}
