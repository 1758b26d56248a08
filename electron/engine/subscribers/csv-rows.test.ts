import { describe, expect, it } from 'vitest';
import { Invalid } from '../store/errors.ts';
import { readCsvRows, withLines } from './csv-rows.ts';

const octets = (text: string) => new TextEncoder().encode(text);
const rowsOf = (text: string) => readCsvRows(octets(text)).rows;

function faultsOf(input: Uint8Array) {
  try {
    readCsvRows(input);
  } catch (error) {
    if (error instanceof Invalid) return error.faults;
    throw error;
  }
  return [];
}

describe('CSV of subscribers', () => {
  it('maps columns in any order and makes numbers where numbers belong', () => {
    expect(rowsOf('password,username,serviceId,simultaneousUse\npw,ali,3,2\n')).toEqual([
      { password: 'pw', username: 'ali', serviceId: 3, simultaneousUse: 2 },
    ]);
  });

  it.each([
    ['semicolons', 'username;password;service\nali;pw;Home 10M'],
    ['tabs', 'username\tpassword\tservice\nali\tpw\tHome 10M'],
    ['a byte order mark and CRLF', '\uFEFFusername,password,service\r\nali,pw,Home 10M\r\n'],
    ['other spellings', 'User Name,PASS,plan\nali,pw,Home 10M'],
  ])('reads %s', (_case, text) => {
    expect(rowsOf(text)).toEqual([{ username: 'ali', password: 'pw', service: 'Home 10M' }]);
  });

  it('keeps Arabic names and quoted separators', () => {
    expect(rowsOf('username,password,service,full_name\nali,pw,Home,"حسن, علي"')[0]).toMatchObject({
      fullName: 'حسن, علي',
    });
  });

  it('keeps a password and a phone as the text they are', () => {
    expect(rowsOf('username,password,service,phone\n00123,0456,Home,0096170123456')[0]).toMatchObject({
      username: '00123',
      password: '0456',
      phone: '0096170123456',
    });
  });

  it('splits several MAC addresses and leaves out empty cells', () => {
    expect(rowsOf('username,password,service,macs,staticIp\nali,pw,Home,AA:BB:CC:DD:EE:01;AA:BB:CC:DD:EE:02,')).toEqual(
      [{ username: 'ali', password: 'pw', service: 'Home', macs: ['AA:BB:CC:DD:EE:01', 'AA:BB:CC:DD:EE:02'] }],
    );
  });

  it('leaves what is not a number as text, for the contract to refuse', () => {
    expect(rowsOf('username,password,serviceId\nali,pw,7x')[0]).toMatchObject({ serviceId: '7x' });
  });

  it('names every column that is unknown, doubled or missing', () => {
    expect(faultsOf(octets('username,user,shoe size\nali,ali,44')).map(({ field }) => field)).toEqual([
      'shoe size',
      'user',
      'password',
      'service',
    ]);
  });

  it('refuses what is not UTF-8 and says how to save the file', () => {
    const windows1256 = new Uint8Array([...octets('username,password,service\nali,pw,'), 0xc8, 0xed, 0xca]);
    expect(faultsOf(windows1256)[0]?.message).toContain('CSV UTF-8');
  });

  it('refuses an empty file and a quote that never ends', () => {
    expect(faultsOf(octets(''))[0]?.field).toBe('rows');
    expect(faultsOf(octets('username,password,service\n"ali,pw,Home'))[0]?.field).toBe('(body)');
  });

  it('says the line of the file where the row begins, or ends if a cell spans lines', () => {
    const { lines } = readCsvRows(octets('username,password,service\nali,pw,Home\n\nzein,pw,Home\n'));
    expect(withLines([{ field: 'rows[1].username', message: 'is also in rows[0]' }], lines)).toEqual([
      { field: 'rows[1].username', message: '(line 4) is also in line 2' },
    ]);
  });

  it('turns cells beyond the header into a field that the contract refuses', () => {
    expect(rowsOf('username,password,service\nali,pw,Home,extra')[0]).toHaveProperty(['column 4'], 'extra');
  });
});
