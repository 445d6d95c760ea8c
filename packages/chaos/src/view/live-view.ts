import { renderLive } from './live-text.ts';
import type { Progress } from './progress.ts';
import { openBlock, type Terminal } from './terminal-block.ts';

/** Frames are so far apart, in milliseconds: bars move smoothly, and it costs next to nothing. */
const FRAME_MS = 100;

/** Shows a run on a terminal, in a block that is drawn over. */
export function startLiveView(progress: Progress, terminal: Terminal, colour: boolean): { stop(): void } {
  const block = openBlock(terminal, colour);
  const draw = (): void => block.draw(renderLive(progress, Date.now(), terminal));
  draw();
  const timer = setInterval(draw, FRAME_MS);
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
