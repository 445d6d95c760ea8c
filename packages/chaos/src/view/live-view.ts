import { renderLive } from './live-lines.ts';
import type { RunProgress } from './progress.ts';
import { openBlock, type Terminal } from './terminal-block.ts';

/** Bars move smoothly, at a negligible cost. */
const FRAME_INTERVAL_MS = 100;

/** Shows a run on a terminal, in a block that is redrawn in place. */
export function startLiveView(progress: RunProgress, terminal: Terminal, colour: boolean): { stop(): void } {
  const block = openBlock(terminal, colour);
  const draw = (): void => block.draw(renderLive(progress, Date.now(), terminal));
  draw();
  const timer = setInterval(draw, FRAME_INTERVAL_MS);
  terminal.on('resize', draw);
  return {
    stop: () => {
      clearInterval(timer);
      terminal.off('resize', draw);
      draw();
      block.close();
    },
  };
}
