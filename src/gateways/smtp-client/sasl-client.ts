/** Signing in at a smart host: RFC 4954, with SCRAM-SHA-256 (RFC 7677), PLAIN (RFC 4616) or LOGIN. */
import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { isFailure } from '../../base/failure.ts';
import { saslprep } from '../../base/saslprep.ts';
import { decodeBase64, encodeBase64 } from '../../wire/sasl/base64.ts';
import { authCommand, authResponse } from '../../wire/smtp/client-command.ts';
import type { ServerReply } from '../../wire/smtp/server-reply.ts';
import { SmtpProblem } from './smtp-problem.ts';

export interface Credentials {
  readonly userName: string;
  readonly password: string;
}

/** Sends a line with its line end, and gives the reply. */
export type Ask = (line: string) => Promise<ServerReply>;

const derive = promisify(pbkdf2);
const CONTINUE = 334;
const DONE = 235;
const HASH_BYTES = 32;
const NONCE_BYTES = 18;
/** What a server may ask for: RFC 7677 section 4 has the least, the other bound is half a second of work. */
const MIN_ITERATIONS = 4096;
const MAX_ITERATIONS = 1_000_000;

/**
 * With the best of the mechanisms that both sides know. Throws SmtpProblem: no such mechanism, refused, or the server
 * does not know the password either.
 */
export async function signIn(offered: ReadonlySet<string>, credentials: Credentials, ask: Ask): Promise<void> {
  try {
    if (offered.has('SCRAM-SHA-256')) await scram(credentials, ask);
    else if (offered.has('PLAIN')) await plain(credentials, ask);
    else if (offered.has('LOGIN')) await login(credentials, ask);
    else throw new SmtpProblem('4.7.0', 'the host offers no way of signing in that is known here');
  } catch (error) {
    if (!isFailure(error, 'invalid')) throw error;
    throw new SmtpProblem('4.7.0', 'the host does not sign in by the rules', { cause: error });
  }
}

async function plain({ userName, password }: Credentials, ask: Ask): Promise<void> {
  expect(await ask(authCommand('PLAIN', encodeBase64(`\0${userName}\0${password}`))), DONE);
}

async function login({ userName, password }: Credentials, ask: Ask): Promise<void> {
  expect(await ask(authCommand('LOGIN', null)), CONTINUE);
  expect(await ask(`${authResponse(encodeBase64(userName))}\r\n`), CONTINUE);
  expect(await ask(`${authResponse(encodeBase64(password))}\r\n`), DONE);
}

/** RFC 5802 section 3 */
async function scram({ userName, password }: Credentials, ask: Ask): Promise<void> {
  const nonce = randomBytes(NONCE_BYTES).toString('base64');
  const name = saslprep(userName).replaceAll('=', '=3D').replaceAll(',', '=2C');
  const firstBare = `n=${name},r=${nonce}`;
  const first = challenge(await ask(authCommand('SCRAM-SHA-256', encodeBase64(`n,,${firstBare}`))));
  const fields = /^r=([\x21-\x2b\x2d-\x7e]+),s=([A-Za-z0-9+/=]+),i=(\d{1,9})(?:,|$)/.exec(first);
  const [, serverNonce = '', salt = '', digits = ''] = fields ?? [];
  const iterations = Number(digits);
  if (
    !serverNonce.startsWith(nonce) ||
    serverNonce === nonce ||
    iterations < MIN_ITERATIONS ||
    iterations > MAX_ITERATIONS
  )
    throw unexpected();
  const salted = await derive(saslprep(password), decodeBase64(salt), iterations, HASH_BYTES, 'sha256');
  const withoutProof = `c=biws,r=${serverNonce}`;
  const authMessage = `${firstBare},${first},${withoutProof}`;
  const clientKey = hmac(salted, 'Client Key');
  const signature = hmac(createHash('sha256').update(clientKey).digest(), authMessage);
  const proof = Buffer.from(clientKey.map((octet, i) => octet ^ (signature[i] ?? 0)));
  const reply = await ask(`${authResponse(encodeBase64(`${withoutProof},p=${proof.toString('base64')}`))}\r\n`);
  const expected = hmac(hmac(salted, 'Server Key'), authMessage);
  // The server's proof comes as one more challenge, to which there is nothing to say. RFC 4954 section 4
  const final = /^v=([A-Za-z0-9+/=]+)/.exec(challenge(reply))?.[1] ?? '';
  const given = decodeBase64(final);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new SmtpProblem('4.7.0', 'the host does not know the password');
  }
  expect(await ask('\r\n'), DONE);
}

function challenge(reply: ServerReply): string {
  expect(reply, CONTINUE);
  return decodeBase64(reply.lines[0] ?? '').toString('utf8');
}

/** What is wrong with the password is mended by the administrator: no message is given back for it. */
function expect(reply: ServerReply, code: number): void {
  if (reply.code === code) return;
  throw new SmtpProblem('4.7.8', 'signing in was refused', { reply });
}

function unexpected(): SmtpProblem {
  return new SmtpProblem('4.7.0', 'the host does not sign in by the rules');
}

function hmac(key: Uint8Array, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest();
}
