export * from './append-file.ts';
export * from './clock.ts';
export * from './command-line.ts';
export * from './errors.ts';
export * from './logger.ts';
export * from './mongo-url.ts';
export * from './process.ts';
export * from './timers.ts';
export { collectTurns, createTurnLogger, type LineLogger, type LoggedLine, type TurnLogger } from './turn-logger.ts';
