export { runSlave, type SlaveOptions } from './driver.ts';
