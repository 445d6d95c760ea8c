import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { waitUntil } from '@steadfast/runtime/testing';

/** A command that was started as if it were typed into a terminal. */
export interface StartedCommand {
  /** Returns everything that it has printed so far. */
  output(): string;
  /** Waits until it has printed something; fails when it exits before. */
  printed(pattern: RegExp): Promise<void>;
  /** Waits until it exits, and returns its exit code: null if a signal ended it. */
  exited(): Promise<number | null>;
  /** Sends a signal to it and all its children, as a terminal does for Ctrl-C. Has no effect once it has exited. */
  signal(signal: NodeJS.Signals): void;
}

/** Starts a command in a process group of its own. */
export function startCommand(
  [program = '', ...parameters]: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): StartedCommand {
  const child = spawn(program, parameters, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  const hasExited = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return {
    output: () => text,
    printed: async (pattern) => {
      await waitUntil(
        `${program} ${parameters.join(' ')} prints ${pattern}`,
        () => {
          if (pattern.test(text)) return true;
          if (hasExited()) throw new Error(`${program} exited too early:\n${text}`);
          return false;
        },
        { explain: () => text },
      );
    },
    exited: () => ended,
    signal: (signal) => {
      if (child.pid !== undefined && !hasExited()) process.kill(-child.pid, signal);
    },
  };
}
