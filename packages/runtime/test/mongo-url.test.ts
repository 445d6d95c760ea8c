import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkMongoUrl, describeMalformedMongoUrl, redactUrls } from '@steadfast/runtime';

/** Rejects every URL without one host, one port and the option `w`; quotes malformed hosts, as the driver does, and paths. */
function parse(url: string): void {
  if (url.endsWith('?nonsense=1')) throw new Error('option nonsense is not supported');
  if (!/^mongodb:\/\/[a-z]+:\d+\/\?w=1$/.test(url))
    throw new Error(`Unable to parse ${url.slice(url.indexOf('//') + 2)}`);
}

describe('redactUrls', () => {
  test('removes user name and password from every URL in a text', () => {
    const text = 'cannot reach mongodb://ulla:se@cret@host:1/db, nor mongodb+srv://ulla:secret@host';
    assert.equal(redactUrls(text), 'cannot reach mongodb://…@host:1/db, nor mongodb+srv://…@host');
  });

  test('leaves only the scheme of a MongoDB URL without an @, which may have been forgotten', () => {
    assert.equal(redactUrls('tried "mongodb://ulla:secret", failed'), 'tried "mongodb://…", failed');
    assert.equal(
      redactUrls('mongodb://ulla:secret#db and mongodb+srv://ulla:secret'),
      'mongodb://… and mongodb+srv://…',
    );
    assert.equal(redactUrls('see https://www.mongodb.com/docs'), 'see https://www.mongodb.com/docs');
  });
});

describe('describeMalformedMongoUrl', () => {
  const urls: readonly [what: string, url: string, problem: RegExp][] = [
    ['has another scheme', 'http://ulla:secret@host/', /^it must begin with mongodb:\/\//],
    ['has no scheme', 'ulla:secret@host', /^it must begin with mongodb:\/\//],
    ['has a password with a reserved character', 'mongodb://ulla:s/ecret@host:1/?w=1', /percent-encoded/],
    ['lacks the host', 'mongodb://ulla:secret', /must be HOST:PORT or USER:PASSWORD@HOST:PORT/],
    ['lacks the host, and has a fragment', 'mongodb://ulla#secret', /must be HOST:PORT or USER:PASSWORD@HOST:PORT/],
    ['lacks the host, and has a path', 'mongodb://host:1/secret', /must be HOST:PORT or USER:PASSWORD@HOST:PORT/],
    ['has a malformed port', 'mongodb://ulla:secret@host:port/?w=1', /must be HOST:PORT/],
  ];
  for (const [what, url, problem] of urls)
    test(`explains, without quoting a password, that a URL ${what}`, () => {
      const text = describeMalformedMongoUrl(url, parse);
      assert.match(text, problem);
      assert.doesNotMatch(text, /ecret|ulla/);
    });

  test('returns the message of the parser when it quotes no host', () => {
    const text = describeMalformedMongoUrl('mongodb://ulla:secret@host/?nonsense=1', parse);
    assert.equal(text, 'option nonsense is not supported');
  });
});

function parseHost(url: string): void {
  if (!/^mongodb:\/\/[a-z.]+:\d+\/?$/.test(url)) throw new Error(`cannot parse ${url}`);
}

describe('checkMongoUrl', () => {
  test('returns a URL that can be parsed', () => {
    assert.equal(checkMongoUrl('mongodb://db:27017/', parseHost), 'mongodb://db:27017/');
  });

  test('refuses a malformed URL without quoting its password', () => {
    assert.throws(
      () => checkMongoUrl('mongodb://user:S3cr3tPw', parseHost),
      (error: Error) => error.name === 'UsageError' && !error.message.includes('S3cr3tPw'),
    );
  });
});
