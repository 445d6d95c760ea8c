export { runSlave, type SlaveOptions } from './run-slave.ts';
