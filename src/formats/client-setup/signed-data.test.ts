import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { ContentInfo, SignedData } from '@peculiar/asn1-cms';
import { AsnConvert } from '@peculiar/asn1-schema';
import { beforeAll, expect, test } from 'vitest';
import { createTestAuthority, type TestCertificate } from '../../../test/support/test-certificates.ts';
import { signData } from './signed-data.ts';

let issued: TestCertificate;

beforeAll(async () => {
  issued = await (await createTestAuthority()).issue(['mail.example.test']);
});

const signed = (content: Uint8Array) => {
  const envelope = AsnConvert.parse(signData(content, { chain: issued.cert, privateKey: issued.key }, 0), ContentInfo);
  return AsnConvert.parse(envelope.content, SignedData);
};

// That the signature is right is for OpenSSL to say: test/interop/client-setup.test.ts.
test('has the content and the whole chain', () => {
  const content = randomBytes(300);
  const data = signed(content);
  expect(Buffer.from(data.encapContentInfo.eContent?.single?.buffer ?? new ArrayBuffer())).toEqual(content);
  expect(data.certificates).toHaveLength(2);
});

test('signed attributes are in the order that DER has', () => {
  const [info] = signed(Buffer.from('x')).signerInfos;
  const encoded = (info?.signedAttrs ?? []).map((attribute) => Buffer.from(AsnConvert.serialize(attribute)));
  expect(encoded).toHaveLength(3);
  expect(encoded).toEqual(encoded.toSorted(Buffer.compare));
});

test('a key that nobody signs with, and a chain without certificates', () => {
  const privateKey = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  const code = (expected: string) => expect.objectContaining({ code: expected });
  expect(() => signData(Buffer.from('x'), { chain: issued.cert, privateKey }, 0)).toThrow(code('unsupported'));
  expect(() => signData(Buffer.from('x'), { chain: '', privateKey: issued.key }, 0)).toThrow(code('invalid'));
});
