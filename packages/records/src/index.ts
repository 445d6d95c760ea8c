export * from './chaos-line.ts';
export * from './describe-fact.ts';
export * from './fact-record.ts';
export type { Parsed } from './fields.ts';
export * from './journal-line.ts';
export * from './log-line.ts';
export * from './printable.ts';
export * from './seeded-line.ts';
