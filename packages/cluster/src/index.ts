export * from './cluster.ts';
export * from './cluster-programs.ts';
export * from './fleet.ts';
export * from './free-port.ts';
export * from './mongod/find-mongod.ts';
export * from './mongod/mongod.ts';
export * from './processes/child.ts';
export * from './processes/supervisor.ts';
export { filesOf, type ProcessFiles } from './run-folder/run-folder.ts';
