import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { certificateRequest } from './certificate-request.ts';

const newKey = () =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

test.each([1, 3, 100])('openssl reads and verifies a request for %i names', (count) => {
  const names = Array.from({ length: count }, (_, index) => `name-${index}.example.test`);
  const request = certificateRequest(names, newKey());
  const args = ['req', '-inform', 'DER', '-verify', '-noout', '-text', '-subject'];
  const text = execFileSync('openssl', args, { input: request, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });
  expect([...text.matchAll(/DNS:([^,\s]+)/g)].map(([, name]) => name)).toEqual(names);
  expect(text).toContain('ecdsa-with-SHA256');
  // Names are in the extension alone.
  expect(text).toMatch(/^subject=\s*$/m);
});
