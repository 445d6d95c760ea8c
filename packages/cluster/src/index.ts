export * from './child.ts';
export * from './free-port.ts';
export * from './mongod.ts';
export * from './mongod-binary.ts';
