/** What is counted in every run, and how it is called in a verdict. */
export const METRICS = {
  tasks: 'task documents',
  successes: 'tasks that succeeded',
  placements: 'placements of tasks on slaves',
  killedTasks: 'task kills recorded in the ledger',
  returnedTasks: 'assignments returned before the task ran',
  parkedTasks: 'tasks parked',
  reruns: 'reruns (executions of a second or later attempt)',
  executions: 'executions',
  finishedExecutions: 'executions that finished',
  fencedExecutions: 'executions that finished after their attempt had been revoked',
  slavesThatWorked: 'slaves that ran a task',
  epochs: 'epochs',
  slaveKills: 'slave kills',
  slaveKillsWhileBusy: 'slave kills that interrupted a task',
  slaveFreezesWhileBusy: 'slave freezes during a task',
  masterKills: 'master kills',
  masterKillsWhileBusy: 'kills of the leading master while tasks ran',
  masterFreezesWhileBusy: 'freezes of the leading master while tasks ran',
  databaseOutagesWhileBusy: 'MongoDB outages while tasks ran',
  runsAcrossMasterKill: 'executions that outlived the leading master',
  masterRelaunches: 'masters relaunched after a kill',
  slaveRelaunches: 'slaves relaunched after a kill',
  reportsReplayed: 'reports replayed in a later session',
  finishedWithoutMaster: 'tasks that finished while no master led, reported to a later master',
  reportsRefused: 'reports refused as stale',
} as const;

/** The name of a metric. */
export type MetricName = keyof typeof METRICS;

/** The metrics of a run. */
export type Metrics = Readonly<Record<MetricName, number>>;
