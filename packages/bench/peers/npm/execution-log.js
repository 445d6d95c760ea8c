import { openSync, writeSync } from 'node:fs';

/** How long a line waits to be written together with others; a write for each would count as the peer's CPU time. */
const MAX_DELAY_MS = 20;

/** Opens the file in which a worker records its executions, with times on the clock that all processes share. */
export function openExecutionLog(file) {
  const descriptor = openSync(file, 'a');
  let pending = '';
  const flush = () => {
    writeSync(descriptor, pending);
    pending = '';
  };
  return {
    record(event, id) {
      if (pending === '') setTimeout(flush, MAX_DELAY_MS);
      pending += `${event} ${id} ${Number(process.hrtime.bigint()) / 1e6}\n`;
    },
  };
}
