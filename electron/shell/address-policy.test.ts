import { describe, expect, it } from 'vitest';
import { isGranted, isOwnAddress, isOwnDownload } from './address-policy.ts';

const origin = 'http://127.0.0.1:8470';

describe('a page of ours', () => {
  it.each([
    ['the console', 'http://127.0.0.1:8470/sessions?q=ali', true],
    ['another port of this computer', 'http://127.0.0.1:8480/', false],
    ['the same host by name', 'http://localhost:8470/', false],
    ['another scheme', 'https://127.0.0.1:8470/', false],
    ['a host that begins alike', 'http://127.0.0.1:8470.example.com/', false],
    ['our address as a user name', 'http://127.0.0.1:8470@example.com/', false],
    ['a file', 'file:///etc/passwd', false],
    ['a script', 'javascript:alert(1)', false],
    ['a data page', 'data:text/html,x', false],
    ['nothing that is an address', 'not an address', false],
  ])('%s', (_case, url, isOurs) => expect(isOwnAddress(url, origin)).toBe(isOurs));

  it('is none before the engine is ready', () => expect(isOwnAddress(`${origin}/`, undefined)).toBe(false));
});

it.each([
  ['an export by address', 'http://127.0.0.1:8470/api/v1/cdr.csv', true],
  ['an export made by the page', 'blob:http://127.0.0.1:8470/3f0c', true],
  ['a blob of another page', 'blob:https://example.com/3f0c', false],
  ['a file from elsewhere', 'https://example.com/setup.exe', false],
])('a download: %s', (_case, url, isOurs) => expect(isOwnDownload(url, origin)).toBe(isOurs));

it.each([
  ['clipboard-sanitized-write', `${origin}/`, true],
  ['clipboard-sanitized-write', 'https://example.com/', false],
  ['clipboard-read', `${origin}/`, false],
  ['media', `${origin}/`, false],
  ['geolocation', `${origin}/`, false],
  ['notifications', `${origin}/`, false],
  ['unknown', `${origin}/`, false],
])('permission %s for %s: %s', (permission, requester, isAllowed) => {
  expect(isGranted(permission, requester, origin)).toBe(isAllowed);
});
