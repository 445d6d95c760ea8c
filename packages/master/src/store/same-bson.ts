import { BSON } from 'mongodb';

/** An element of a BSON document, as `onDemand.parseToElements` returns it. */
type Element = readonly [type: number, nameOffset: number, nameLength: number, offset: number, length: number];

/** The BSON types that this code tells apart. */
const DOUBLE = 0x01;
const DOCUMENT = 0x03;
const ARRAY = 0x04;
const INT = 0x10;
const LONG = 0x12;

function elementsOf(bytes: Uint8Array, offset: number): Element[] {
  return [...(BSON.onDemand.parseToElements(bytes, offset) as Iterable<Element>)];
}

/** Returns a number of any BSON type as text that is equal for equal numbers; null for any other value. */
function numberText(bytes: Uint8Array, [type, , , offset]: Element): string | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (type === INT) return String(view.getInt32(offset, true));
  if (type === LONG) return String(view.getBigInt64(offset, true));
  if (type !== DOUBLE) return null;
  const number = view.getFloat64(offset, true);
  return String(Number.isInteger(number) ? BigInt(number) : number);
}

function bytesOf(bytes: Uint8Array, offset: number, length: number): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset + offset, length);
}

function isSameElement(one: Uint8Array, other: Uint8Array, first: Element, second: Element): boolean {
  const [type, nameOffset, nameLength, offset, length] = first;
  const [otherType, otherNameOffset, otherNameLength, otherOffset, otherLength] = second;
  if (!bytesOf(one, nameOffset, nameLength).equals(bytesOf(other, otherNameOffset, otherNameLength))) return false;
  const number = numberText(one, first);
  if (number !== null) return number === numberText(other, second);
  if (type !== otherType) return false;
  if (type === DOCUMENT || type === ARRAY) return isSameBson(one, other, offset, otherOffset);
  return bytesOf(one, offset, length).equals(bytesOf(other, otherOffset, otherLength));
}

/**
 * Returns whether two BSON documents are the same value for MongoDB: fields in the same order, of the same types; only
 * numbers may differ in their type.
 */
export function isSameBson(one: Uint8Array, other: Uint8Array, offset = 0, otherOffset = 0): boolean {
  const [elements, others] = [elementsOf(one, offset), elementsOf(other, otherOffset)];
  return (
    elements.length === others.length &&
    elements.every((element, index) => {
      const counterpart = others[index];
      return counterpart !== undefined && isSameElement(one, other, element, counterpart);
    })
  );
}
