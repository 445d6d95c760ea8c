import { openWorkRunner } from '../../src/work/open-work-runner.ts';

/*
 * Stands in for a slave that is killed: runs one job, given as JSON, until then.
 */

const job = JSON.parse(process.argv[2] ?? '') as Pick<
  Parameters<Awaited<ReturnType<typeof openWorkRunner>>['start']>[0],
  'name' | 'input'
>;
const runner = await openWorkRunner({
  allowsCommands: true,
  programs: null,
  handlersPath: process.argv[3] ?? null,
  memoryLimitBytes: null,
  abortGraceMs: 3_000,
});
runner.start({ taskId: 't1', taskname: 'task1', attempt: 1, timeoutMs: null, ...job }, ({ kind }) => {
  throw new Error(`the job ended: ${kind}`);
});
