import { describe, expect, it } from 'vitest';
import { LoginNames } from './login-names.ts';
import { foldRealm, realmOf, realmsOf, suffixOf } from './realm.ts';

const home = { name: 'Home', isDefault: true };
const north = { name: 'north.example', isDefault: false };
const realms = realmsOf([home, north]);

/** Which stored name a login finds, and the realm it is told. */
function look(stored: readonly string[], login: string) {
  const names = new LoginNames<{ username: string }>();
  for (const username of stored) names.put({ username });
  const { subscriber, realm, unknownRealm } = names.find(realms, login);
  return [subscriber?.username, realm?.name, unknownRealm];
}

describe('F059: who logs in under a name', () => {
  it.each([
    ['a bare name is of the default realm', ['ali'], 'ali', ['ali', 'Home', '']],
    ['the default realm may be written', ['ali'], 'ali@home', ['ali', 'Home', '']],
    ['in any case', ['ali'], 'ali@HOME', ['ali', 'Home', '']],
    ['and may be stored', ['ali@home'], 'ali', ['ali@home', 'Home', '']],
    ['stored in any case', ['ali@HOME'], 'ali', ['ali@HOME', 'Home', '']],
    ['another realm must be there', ['ali@north.example'], 'ali', [undefined, 'Home', '']],
    ['and is found', ['ali@north.example'], 'ali@north.example', ['ali@north.example', 'north.example', '']],
    ['in any case', ['ali@North.Example'], 'ali@NORTH.example', ['ali@North.Example', 'north.example', '']],
    ['a bare name is not of another realm', ['ali'], 'ali@north.example', [undefined, 'north.example', '']],
    ['the same user in two realms', ['ali', 'ali@north.example'], 'ali', ['ali', 'Home', '']],
    ['an @ that is no realm is found exactly', ['ali@gmail.com'], 'ali@gmail.com', ['ali@gmail.com', 'Home', '']],
    ['and with the default realm behind it', ['ali@gmail.com'], 'ali@gmail.com@home', ['ali@gmail.com', 'Home', '']],
    ['but a name of another realm is not', ['a@north.example'], 'a@north.example@home', [undefined, 'Home', '']],
    ['an unknown realm is told', ['ali'], 'ali@south', [undefined, undefined, 'south']],
    ['the user part is exact', ['ali'], 'Ali', [undefined, 'Home', '']],
    ['an empty user is nobody', ['ali'], '@home', [undefined, 'Home', '']],
    ['an empty realm is nobody’s', ['ali'], 'ali@', [undefined, undefined, '']],
  ])('%s', (_case, stored, login, found) => {
    expect(look(stored, login)).toEqual(found);
  });

  it('in a tenant without realms only exact names are found, and none is unknown', () => {
    const names = new LoginNames<{ username: string }>();
    names.put({ username: 'ali' });
    const none = realmsOf<typeof home>([]);
    expect(names.find(none, 'ali').subscriber?.username).toBe('ali');
    expect(names.find(none, 'ali@x')).toEqual({ subscriber: undefined, realm: undefined, unknownRealm: '' });
  });

  it('a name that was given to another one stays with that one', () => {
    const names = new LoginNames<{ username: string; id: number }>();
    const before = { username: 'ali@HOME', id: 1 };
    names.put(before);
    names.put({ username: 'ali@HOME', id: 2 });
    names.forget(before);
    expect(names.get('ali@HOME')?.id).toBe(2);
    expect(names.find(realms, 'ali')?.subscriber?.id).toBe(2);
  });
});

describe('the realm of a stored name', () => {
  it('is its suffix where that is a realm, else the default', () => {
    expect(realmOf(realms, 'ali@NORTH.example')).toBe(north);
    expect(realmOf(realms, 'ali@typo')).toBe(home);
    expect(realmOf(realms, 'ali')).toBe(home);
  });

  it('is folded alone: the user part keeps its case', () => {
    expect(foldRealm('Ali@North')).toBe('Ali@north');
    expect([suffixOf('Ali@North'), suffixOf('Ali')]).toEqual(['north', undefined]);
  });
});
