import { EVENT_CODES, type SimulatedWorld } from '../world-state.ts';
import type { DrivenProcess } from './process.ts';

/** How long after the end of a stream it may still report something. */
const MAX_DELAY_MS = 20;

/** What a stream may report after its end, as streams of Node.js and grpc-js do. */
interface LateListener {
  readonly onDrain: () => void;
  readonly onEnd: (reason: string) => void;
}

/** Makes a stream that has ended report, three times out of four, that it has ended once more, or drained. */
export function reportLate(
  { events, random }: SimulatedWorld,
  { enter }: DrivenProcess,
  { onDrain, onEnd }: LateListener,
): void {
  const delayMs = random.fraction() * MAX_DELAY_MS;
  const report = random.pick([() => onEnd('late error'), () => onEnd('late error'), onDrain, null]);
  if (report !== null) events.schedule(delayMs, EVENT_CODES.frame, () => enter(report));
}
