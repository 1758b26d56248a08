import { describe, expect, it } from 'vitest';
import { isOneOf, parseReply, parseRequest, printWords, replyWords } from './words.ts';

describe('a reply', () => {
  it('has its kind, its attributes and its tag, wherever the tag stands', () => {
    const reply = parseReply(['!re', '.tag=7', '=.id=*1F', '=comment=a=b', '=name=']);
    expect(reply).toEqual({ kind: '!re', tag: '7', attributes: { '.id': '*1F', comment: 'a=b', name: '' }, text: [] });
  });

  it('keeps the words of !fatal as text', () => {
    expect(parseReply(['!fatal', 'session terminated on request'])).toMatchObject({
      tag: undefined,
      text: ['session terminated on request'],
    });
  });

  it('has rows without inherited names, whatever the router calls its attributes', () => {
    const { attributes } = parseReply(['!re', '=__proto__=x', '=toString=y']);
    expect(Object.entries(attributes)).toEqual([
      ['__proto__', 'x'],
      ['toString', 'y'],
    ]);
    expect(parseReply(['!re']).attributes.constructor).toBeUndefined();
  });

  it('is written and read alike', () => {
    expect(parseReply(replyWords('!trap', { category: '0', message: 'no such item' }, 'a'))).toEqual({
      kind: '!trap',
      tag: 'a',
      attributes: { category: '0', message: 'no such item' },
      text: [],
    });
  });
});

describe('a request', () => {
  it('has its command, arguments, tag and queries in their order', () => {
    expect(parseRequest(['/interface/print', '?type=ether', '=.proplist=name', '?type=vlan', '.tag=3', '?#|'])).toEqual(
      {
        command: '/interface/print',
        tag: '3',
        attributes: { '.proplist': 'name' },
        queries: ['?type=ether', '?type=vlan', '?#|'],
      },
    );
  });

  it('print always names its properties', () => {
    expect(printWords('/ppp/active', ['name', 'uptime'], ['service=pppoe'])).toEqual([
      '/ppp/active/print',
      '=.proplist=name,uptime',
      '?service=pppoe',
    ]);
  });

  it('"one of" is comparisons folded by OR on the query stack', () => {
    expect(isOneOf('type', ['a'])).toEqual(['type=a']);
    expect(isOneOf('type', ['a', 'b', 'c'])).toEqual(['type=a', 'type=b', '#|', 'type=c', '#|']);
  });
});
