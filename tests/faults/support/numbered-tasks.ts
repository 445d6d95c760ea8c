/** Returns tasks for `Testbed.insert`: `task1` sleeps for the first number of seconds, `task2` for the second …. */
export function numberedTasks(...sleeptimes: readonly number[]): { taskname: string; sleeptime: number }[] {
  return sleeptimes.map((sleeptime, index) => ({ taskname: `task${index + 1}`, sleeptime }));
}
