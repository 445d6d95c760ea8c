export * from './transcript.ts';
export * from './wait-until.ts';
