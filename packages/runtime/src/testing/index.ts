export * from './run-command.ts';
export * from './transcript.ts';
export * from './wait-until.ts';
