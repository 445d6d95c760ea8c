import { collectTurns, type LoggedLine, type TurnLogger } from '@steadfast/runtime';
import type { DrivenProcess } from './process.ts';

/** Creates the logger of a process. Lines of one turn are written together, so a crash loses all of them or none. */
export function createSimulatedLogger({ performs }: DrivenProcess, write: (line: LoggedLine) => void): TurnLogger {
  const turns = collectTurns<LoggedLine>((lines) => {
    if (performs('log lines')) lines.forEach(write);
  });
  return { ...turns, isLevelEnabled: () => true };
}
