import { describe, expect, test } from 'vitest';
import { saslprep } from './saslprep.ts';

const invalid = expect.objectContaining({ code: 'invalid' });

describe('saslprep', () => {
  // the examples of RFC 4013 section 3
  test.each([
    ['I\u00adX', 'IX'],
    ['user', 'user'],
    ['USER', 'USER'],
    ['\u00aa', 'a'],
    ['\u2168', 'IX'],
    ['a\u3000b', 'a b'],
    ['u\u0308', '\u00fc'],
    ['שלום', 'שלום'],
    ['👍', '👍'],
  ])('%j becomes %j', (text, prepared) => expect(saslprep(text)).toBe(prepared));

  test.each(['\u0007', '\u06271', 'a\u05d0', '\0', '\u200e', '\ud800', '\ue000', '\ufffd'])('refuses %j', (text) => {
    expect(() => saslprep(text)).toThrow(invalid);
  });
});
