/**
 * The certificate that the server makes for itself until it gets a real one: an authority that an office can import
 * once, and a server certificate of it that is renewed in time. P10
 *
 * The folder holds `ca.pem`, `ca-key.pem`, `server.pem` (with the authority behind it) and `server-key.pem`.
 */
import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { readFileIfAny, writePrivateFile } from '../private-file.ts';
import { writeCertificate } from './certificate.ts';

const DAY_MS = 86_400_000;
const AUTHORITY_DAYS = 3653;
/** The longest that mail programs and browsers put up with lately. */
const SERVER_DAYS = 397;
const RENEW_BEFORE_DAYS = 30;
/** Clocks of clients may be behind. */
const BACKDATE_MS = DAY_MS;

export interface SelfMadeCertificate {
  /** PEM: the server's certificate, then the authority's. */
  readonly chain: string;
  readonly privateKey: string;
  /** PEM, for import into mail programs. */
  readonly authority: string;
  /** After this it is time to ask for it again. */
  readonly renewAtMs: number;
}

export interface SelfMadeOptions {
  readonly folder: string;
  /** The first name of the certificate; the loopback names and addresses are added. */
  readonly hostname: string;
  readonly clock: Clock;
}

/** Reads the certificate, and makes what is missing, about to expire, or made out for another host name. */
export async function openSelfMadeCertificate(options: SelfMadeOptions): Promise<SelfMadeCertificate> {
  const nowMs = options.clock.nowMs();
  const authority = await readPair(options.folder, 'ca');
  const server = authority === null ? null : await readPair(options.folder, 'server');
  if (authority !== null && isFresh(authority, nowMs)) {
    if (server !== null && isFresh(server, nowMs) && isMadeFor(server, options.hostname, authority)) {
      return describe(authority, server);
    }
    return describe(authority, await makeServer(options, authority, nowMs));
  }
  const renewed = await makeAuthority(options, nowMs);
  return describe(renewed, await makeServer(options, renewed, nowMs));
}

/** The names and addresses that the certificate is made out for. */
function namesOf(hostname: string): string[] {
  return [...new Set([hostname.toLowerCase(), 'localhost', '127.0.0.1', '::1'])];
}

interface Pair {
  /** PEM, possibly with further certificates behind it. */
  readonly chain: string;
  readonly certificate: X509Certificate;
  readonly key: KeyObject;
}

/** Null where a file is missing or damaged: then it is made again. */
async function readPair(folder: string, name: string): Promise<Pair | null> {
  const chain = await readFileIfAny(join(folder, `${name}.pem`));
  const key = await readFileIfAny(join(folder, `${name}-key.pem`));
  if (chain === null || key === null) return null;
  try {
    return { chain: chain.toString(), certificate: new X509Certificate(chain), key: createPrivateKey(key) };
  } catch {
    return null;
  }
}

async function writePair(folder: string, name: string, chain: string, key: KeyObject): Promise<Pair> {
  // The key first: a certificate without its key would be taken for damaged, a key alone for missing.
  await writePrivateFile(join(folder, `${name}-key.pem`), pemOf(key));
  await writePrivateFile(join(folder, `${name}.pem`), chain);
  return { chain, certificate: new X509Certificate(chain), key };
}

function isFresh({ certificate, key }: Pair, nowMs: number): boolean {
  return nowMs < renewAt(certificate) && certificate.checkPrivateKey(key);
}

function isMadeFor({ certificate }: Pair, hostname: string, authority: Pair): boolean {
  const names = namesOf(hostname).filter((name) => !name.includes(':') && name !== '127.0.0.1');
  return (
    names.every((name) => certificate.checkHost(name) !== undefined) &&
    certificate.verify(authority.certificate.publicKey)
  );
}

async function makeAuthority({ folder, hostname }: SelfMadeOptions, nowMs: number): Promise<Pair> {
  const key = newKey();
  const name = `Mailroom self-made CA of ${hostname.toLowerCase()}`;
  const certificate = await writeCertificate({
    ...validity(nowMs, AUTHORITY_DAYS),
    subject: name,
    issuer: name,
    subjectKey: key,
    issuerKey: key,
    serialNumber: randomBytes(16),
    use: 'authority',
  });
  return writePair(folder, 'ca', certificate, key);
}

async function makeServer({ folder, hostname }: SelfMadeOptions, authority: Pair, nowMs: number): Promise<Pair> {
  const key = newKey();
  const days = Math.min(SERVER_DAYS, Math.floor((expiryOf(authority.certificate) - nowMs) / DAY_MS));
  const certificate = await writeCertificate({
    ...validity(nowMs, days),
    subject: hostname.toLowerCase(),
    issuer: commonNameOf(authority.certificate),
    subjectKey: key,
    issuerKey: authority.key,
    serialNumber: randomBytes(16),
    use: { names: namesOf(hostname) },
  });
  return writePair(folder, 'server', certificate + authority.chain, key);
}

function describe(authority: Pair, server: Pair): SelfMadeCertificate {
  return {
    chain: server.chain,
    privateKey: pemOf(server.key),
    authority: authority.chain,
    renewAtMs: renewAt(server.certificate),
  };
}

function validity(nowMs: number, days: number): { notBeforeMs: number; notAfterMs: number } {
  const notBeforeMs = nowMs - BACKDATE_MS;
  return { notBeforeMs, notAfterMs: notBeforeMs + days * DAY_MS };
}

function newKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function expiryOf(certificate: X509Certificate): number {
  return certificate.validToDate.getTime();
}

function renewAt(certificate: X509Certificate): number {
  return expiryOf(certificate) - RENEW_BEFORE_DAYS * DAY_MS;
}

function commonNameOf(certificate: X509Certificate): string {
  return /^CN=(.*)$/m.exec(certificate.subject)?.[1] ?? '';
}
