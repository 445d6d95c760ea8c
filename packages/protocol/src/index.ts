export * from './codec.ts';
export { instanceOf } from './instance-proof.ts';
export * from './limits.ts';
export * from './messages.ts';
export * from './result.ts';
export * from './service.ts';
export type { SchedulerServiceHandlers } from './generated/steadfast/v1/SchedulerService.ts';
export type { SessionRequest, SessionRequest__Output } from './generated/steadfast/v1/SessionRequest.ts';
export type { SessionResponse, SessionResponse__Output } from './generated/steadfast/v1/SessionResponse.ts';
