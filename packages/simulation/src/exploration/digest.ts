import { componentText } from './component-text.ts';
import type { WorldState } from './state.ts';

/** Two independent hashes of 32 bits (FNV-1a and a variant), combined into one integer of 53 bits. */
function hash(text: string): number {
  let [one, other] = [0x811c_9dc5, 0x9747_b28c];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    one = Math.imul(one ^ code, 0x0100_0193);
    other = Math.imul(other ^ code, 0x5bd1_e995);
    other ^= other >>> 15;
  }
  return (one >>> 0) * 2 ** 21 + ((other >>> 0) & 0x1f_ffff);
}

/** Digests of components. Components are immutable once they are part of a state. */
const cachedDigests = new WeakMap<object, number>();

/** Returns a number that is equal for equivalent states, and different for others unless there is a collision. */
export function digestOf({ components, budget }: WorldState): number {
  let text = Object.values(budget).join();
  for (const [key, component] of components) {
    let digest = cachedDigests.get(component);
    if (digest === undefined) cachedDigests.set(component, (digest = hash(componentText(key, component))));
    text += ` ${key} ${digest}`;
  }
  return hash(text);
}
