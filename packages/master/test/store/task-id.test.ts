import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Binary, Decimal128, Long, ObjectId, Timestamp, UUID } from 'mongodb';
import { fromTaskId, parseTaskId, toTaskId } from '../../src/store/task-id.ts';

describe('a task identifier', () => {
  test('consists of the hexadecimal digits of an ObjectId', () => {
    const id = new ObjectId('507f1f77bcf86cd799439011');
    assert.equal(toTaskId(id), '507f1f77bcf86cd799439011');
    assert.deepEqual(fromTaskId('507f1f77bcf86cd799439011'), id);
  });

  test('puts a string in quotes, so that it cannot be mistaken for another value', () => {
    for (const text of ['task1', '', '7', 'null', '{"$ne":null}', '507f1f77bcf86cd799439011', 'a"b\\c\nd', '日本'])
      assert.equal(fromTaskId(toTaskId(text)), text);
    assert.notEqual(toTaskId('507f1f77bcf86cd799439011'), '507f1f77bcf86cd799439011');
  });

  test('survives a round trip for every type of value', () => {
    const ids = [
      0,
      -1,
      0.5,
      2 ** 40,
      Long.fromString('9007199254740993'),
      Decimal128.fromString('1.5'),
      new Date(1_700_000_000_000),
      new Binary(Buffer.from([1, 2, 3])),
      new UUID(),
      new Timestamp({ t: 1, i: 2 }),
      true,
      null,
      { a: 1, b: { c: 'd' } },
      { b: 1, a: 2 },
    ];
    const texts = ids.map(toTaskId);
    assert.equal(new Set(texts).size, ids.length, 'no two are equal');
    assert.deepEqual(
      texts.map((text) => toTaskId(fromTaskId(text))),
      texts,
    );
  });

  test('is undefined or throws when it is malformed', () => {
    for (const text of ['', 'task1', '{', '{"$oid":"zz"}', '507f1f77bcf86cd79943901', '507F1F77BCF86CD799439011z'])
      assert.equal(parseTaskId(text), undefined);
    assert.throws(() => fromTaskId('task1'), /task1 is not a task identifier/);
  });
});
