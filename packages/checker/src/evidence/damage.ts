import type { Damage } from './evidence.ts';
import type { Place } from './place.ts';

/** Characters of a damaged line that are quoted. */
const EXCERPT_LENGTH = 80;

/** Describes a line or a document that cannot be parsed. */
export function damageAt(place: Place, reason: string, text: string, tornEnd: boolean): Damage {
  return { ...place, reason: `${reason}: ${text.slice(0, EXCERPT_LENGTH)}`, tornEnd };
}
