export * from './backing.ts';
export * from './documents.ts';
export * from './executions.ts';
export * from './ledger.ts';
export * from './messages.ts';
export * from './promises.ts';
export * from './records.ts';
export * from './report.ts';
