import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkMongoUrl, describeMalformedMongoUrl, redactUrls } from '@steadfast/runtime';

/** Rejects every URL without one host, one port and the option `w`; quotes malformed hosts, as the driver does. */
function parse(url: string): void {
  if (url.endsWith('?nonsense=1')) throw new Error('option nonsense is not supported');
  if (!/^mongodb:\/\/[a-z]+:\d+\/\?w=1$/.test(url)) throw new Error(`Unable to parse ${url.split('/')[2]} with URL`);
}

describe('redactUrls', () => {
  test('removes user name and password from every URL in a text', () => {
    const text = 'cannot reach mongodb://ulla:se@cret@host:1/db, nor mongodb+srv://ulla:secret@host';
    assert.equal(redactUrls(text), 'cannot reach mongodb://…@host:1/db, nor mongodb+srv://…@host');
  });
});

describe('describeMalformedMongoUrl', () => {
  const urls: readonly [what: string, url: string, problem: RegExp][] = [
    ['has another scheme', 'http://ulla:secret@host/', /^it must begin with mongodb:\/\//],
    ['has no scheme', 'ulla:secret@host', /^it must begin with mongodb:\/\//],
    ['has a password with a reserved character', 'mongodb://ulla:s/ecret@host:1/?w=1', /percent-encoded/],
    ['lacks the host', 'mongodb://ulla:secret', /must be HOST:PORT or USER:PASSWORD@HOST:PORT$/],
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
