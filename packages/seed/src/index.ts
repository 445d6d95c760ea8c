export type { NewTask } from './draw-tasks.ts';
export { SeedError, seedTasks, type SeedOptions, type SeedResult, type SeedTarget } from './seed-tasks.ts';
