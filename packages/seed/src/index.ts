export type { NewTask } from './task-generator.ts';
export { SeedError } from './batch-inserter.ts';
export { seedTasks, type SeedOptions, type SeedResult, type SeedTarget } from './seed-tasks.ts';
