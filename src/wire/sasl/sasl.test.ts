import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFailure } from '../../base/failure.ts';
import { decodeBase64 } from './base64.ts';
import { parsePlain } from './plain.ts';
import { formatServerFinal, formatServerFirst, parseClientFinal, parseClientFirst } from './scram-message.ts';
import { isProofValid, serverSignature } from './scram-sha-256.ts';

const invalid = expect.objectContaining({ code: 'invalid' });

describe('decodeBase64', () => {
  test.each([
    ['', ''],
    ['YQ==', 'a'],
    ['YWI=', 'ab'],
    ['AHVzZXIAcGFzcw==', '\0user\0pass'],
  ])('%j', (text, decoded) => expect(decodeBase64(text).toString()).toBe(decoded));

  test.each(['====', 'YQ', 'YQ=', 'YQ===', 'Y Q=', 'YQ==\r', 'Y-_=', '=', 'YQ==YQ=='])('refuses %j', (text) => {
    expect(() => decodeBase64(text)).toThrow(invalid);
  });
});

describe('parsePlain', () => {
  // the examples of RFC 4616 section 4
  test.each([
    ['\0tim\0tanstaaftanstaaf', ['', 'tim', 'tanstaaftanstaaf']],
    ['Ursel\0Kurt\0xipj3plmq', ['Ursel', 'Kurt', 'xipj3plmq']],
  ])('%j', (message, [authorisationIdentity, login, password]) => {
    expect(parsePlain(Buffer.from(message))).toEqual({ authorisationIdentity, login, password });
  });

  test.each(['', '\0', '\0\0', 'a\0b', '\0a\0', '\0\0p', 'a\0b\0c\0', '\0a\0\xff'])('refuses %j', (message) => {
    expect(() => parsePlain(Buffer.from(message, 'latin1'))).toThrow(invalid);
  });
});

describe('SCRAM', () => {
  // the exchange of RFC 7677 section 3
  const clientFirst = 'n,,n=user,r=rOprNGfwEbeRWgbNEkqO';
  const serverFirst = 'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096';
  const clientFinal =
    'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=';
  const serverFinal = 'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=';

  test('the example of the RFC', () => {
    const first = parseClientFirst(clientFirst);
    expect(first).toMatchObject({ login: 'user', authorisationIdentity: '', binding: { kind: 'none' } });
    const salt = decodeBase64('W22ZaJ0SNY7soEsUEjb6gQ==');
    const nonce = 'rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0';
    expect(formatServerFirst(nonce, salt, 4096)).toBe(serverFirst);
    const final = parseClientFinal(clientFinal);
    expect([final.nonce, Buffer.from(final.channelBinding).toString()]).toEqual([nonce, first.gs2Header]);
    const secrets = deriveSecrets('pencil', salt, 4096);
    const authMessage = [first.bare, serverFirst, final.withoutProof].join(',');
    expect(isProofValid(secrets, authMessage, final.proof)).toBe(true);
    expect(isProofValid(deriveSecrets('pencils', salt, 4096), authMessage, final.proof)).toBe(false);
    expect(isProofValid(secrets, `${authMessage} `, final.proof)).toBe(false);
    expect(isProofValid(secrets, authMessage, new Uint8Array(0))).toBe(false);
    expect(formatServerFinal(serverSignature(secrets, authMessage))).toBe(serverFinal);
  });

  test.each([
    ['n,,n=a=2Cb=3Dc,r=x', { login: 'a,b=c' }],
    ['y,a=boss,n=me,r=x', { authorisationIdentity: 'boss', binding: { kind: 'unused' } }],
    ['p=tls-exporter,,n=me,r=x,e=extension', { binding: { kind: 'used', type: 'tls-exporter' } }],
    ['n,,n=Jürgen,r=x', { login: 'Jürgen', bare: 'n=Jürgen,r=x' }],
  ])('first message %j', (message, expected) => expect(parseClientFirst(message)).toMatchObject(expected));

  test.each([
    '',
    'n',
    'n,,',
    'n,,n=me',
    'n,,n=,r=x',
    'n,,r=x,n=me',
    'n,,n=me,r=',
    'n,,m=must,n=me,r=x',
    'n,,n=a=b,r=x',
    'n,a=,n=me,r=x',
    'p=,,n=me,r=x',
    'x,,n=me,r=x',
    'n,,n=m\0e,r=x',
    'n,,n=me,r=x y',
  ])('refuses the first message %j', (message) => expect(() => parseClientFirst(message)).toThrow(invalid));

  test.each([
    '',
    'c=biws',
    'c=biws,r=x',
    'r=x,c=biws,p=YQ==',
    'c=b,r=x,p=YQ==',
    'c=biws,r=x,p=YQ',
    'c=biws,r=x,p=YQ==,x=y',
  ])('refuses the final message %j', (message) => expect(() => parseClientFinal(message)).toThrow(invalid));

  test('any text is a message or is refused', () => {
    const piece = fc.constantFrom('n', 'y', 'p=', ',', '=', 'n=', 'r=', 'a=', 'c=', '=2C', 'biws', 'x', '\0', 'ü');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        for (const parse of [parseClientFirst, parseClientFinal]) {
          try {
            parse(pieces.join(''));
          } catch (error) {
            if (!isFailure(error, 'invalid')) throw error;
          }
        }
      }),
      { seed: 5802, numRuns: 2000 },
    );
  });
});

/** RFC 5802 section 3 */
function deriveSecrets(password: string, salt: Uint8Array, iterations: number) {
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const hmac = (text: string) => createHmac('sha256', salted).update(text).digest();
  return { storedKey: createHash('sha256').update(hmac('Client Key')).digest(), serverKey: hmac('Server Key') };
}
