import type { ActiveJob } from './active-job.ts';
import { startHandlerHost, type HandlerHost, type HandlerOptions, type HandlerRun } from './handler-host.ts';

/** Runs the handlers of a module, one attempt at a time. */
export interface HandlerRunner {
  readonly names: readonly string[];
  /** To be called when no other attempt is running. */
  readonly run: (run: HandlerRun) => ActiveJob;
  readonly close: () => void;
}

/**
 * Loads a module of handlers in a process of their own. When that process cannot be used again, another one takes its
 * place.
 * @throws {Error} when the module cannot be loaded
 */
export async function openHandlers(options: HandlerOptions): Promise<HandlerRunner> {
  const loaded = Promise.withResolvers<readonly string[]>();
  let current: HandlerHost | null = null;
  let isClosed = false;

  const start = (): HandlerHost => {
    const host = startHandlerHost(options, {
      onLoaded: loaded.resolve,
      onUnusable: (reason, wasUsed) => {
        loaded.reject(new Error(reason));
        if (current !== host) return;
        current = null;
        // At once, so that the next attempt does not wait for the handlers to load; but not for a module that ends its
        // process without being used, which would be started in a loop.
        if (wasUsed) setImmediate(replace);
      },
    });
    return host;
  };
  const replace = (): void => {
    if (!isClosed) current ??= start();
  };

  current = start();
  const names = await loaded.promise;
  return {
    names,
    run: (run) => (current ??= start()).run(run),
    close: () => {
      isClosed = true;
      current?.kill();
    },
  };
}
