export * from './wait-until.ts';
