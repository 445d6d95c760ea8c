import { PermanentError, type HandlerContext } from '@steadfast/slave/handler';

/** Handlers for the tests of the client. */
export default {
  add: ({ input }: HandlerContext) => {
    const { a, b } = input as { a: number; b: number };
    return { sum: a + b };
  },
  refuse: () => {
    throw new PermanentError('never');
  },
  wait: async ({ input, signal }: HandlerContext) => {
    const { ms } = input as { ms: number };
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    });
    return 'waited';
  },
};
