/** Debian's pebble as a certificate authority: an ACME server for tests, with an authority and a resolver of the test's own. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { freePort } from '../../../bench/harness/ports.ts';
import { type Daemon, startDaemon } from '../../interop/support/daemon.ts';
import { type AskedQuestion, replyTo, startTestNameServer, type TestNameServer } from '../name-server.ts';
import { createTestAuthority } from '../test-certificates.ts';
import { peer } from './peers.ts';

export interface PebbleOptions {
  /** Port at which it asks for the answers to its challenges. */
  readonly httpPort: number;
  /** Names that lead to 127.0.0.1; all others do not exist. */
  readonly names: readonly string[];
  /** How many of a hundred good nonces it refuses all the same. */
  readonly refusedNonces?: number;
  /** Names that it refuses to order. */
  readonly blockedNames?: readonly string[];
  /** How long its certificates are good. */
  readonly validitySeconds?: number;
  /** Asked before its name server answers: while it is true, there is no answer. */
  readonly isSilent?: (question: AskedQuestion) => boolean;
  /** An account elsewhere that it asks for: its id and its key, base64url. */
  readonly externalAccount?: { readonly keyId: string; readonly macKey: string };
}

export interface Pebble extends AsyncDisposable {
  readonly directory: string;
  /** PEM file of who vouches for its web server. */
  readonly trustFile: string;
  readonly nameServer: TestNameServer;
  /** PEM of the root of the certificates that it issues. */
  root(): Promise<string>;
  readonly output: () => string;
}

/** @returns why there is none, where it cannot be had. */
export async function startPebble(options: PebbleOptions): Promise<Pebble | string> {
  const program = await peer('pebble');
  if (!program.available) return program.reason;
  const folder = await mkdtemp(join(tmpdir(), 'mailroom-pebble-'));
  const [port, managementPort] = [await freePort(), await freePort()];
  const authority = await createTestAuthority();
  const { cert, key } = await authority.issue(['localhost', '127.0.0.1'], { isAlone: true });
  const file = async (name: string, content: string) => {
    await writeFile(join(folder, name), content);
    return join(folder, name);
  };
  const { externalAccount } = options;
  const configuration = {
    pebble: {
      listenAddress: `127.0.0.1:${port}`,
      managementListenAddress: `127.0.0.1:${managementPort}`,
      certificate: await file('cert.pem', cert),
      privateKey: await file('key.pem', key),
      httpPort: options.httpPort,
      tlsPort: await freePort(),
      ocspResponderURL: '',
      domainBlocklist: options.blockedNames ?? [],
      certificateValidityPeriod: options.validitySeconds ?? 90 * 86_400,
      externalAccountBindingRequired: externalAccount !== undefined,
      externalAccountMACKeys: externalAccount === undefined ? {} : { [externalAccount.keyId]: externalAccount.macKey },
    },
  };
  const trustFile = await file('trust.pem', authority.pem);
  const nameServer = await startTestNameServer((question) => {
    if (options.isSilent?.(question) === true) return null;
    const isKnown = options.names.includes(question.name.toLowerCase());
    if (!isKnown) return replyTo(question, [], { flags: 0x80 | NXDOMAIN });
    const { name } = question;
    return replyTo(question, question.type === 'A' ? [{ name, type: 'A', ttl: 60, data: '127.0.0.1' }] : []);
  });
  const args = ['-config', await file('pebble.json', JSON.stringify(configuration)), '-dnsserver', nameServer.address];
  const environment = ['PEBBLE_VA_NOSLEEP=1', `PEBBLE_WFE_NONCEREJECT=${options.refusedNonces ?? 0}`];
  const daemon: Daemon = await startDaemon(
    'env',
    [...environment, 'PEBBLE_AUTHZREUSE=0', program.path, ...args],
    { kind: 'tcp', host: '127.0.0.1', port },
    folder,
  );
  return {
    ...{ directory: `https://localhost:${port}/dir`, trustFile, nameServer, output: daemon.output },
    root: () => fetchText(`https://localhost:${managementPort}/roots/0`, authority.pem),
    async [Symbol.asyncDispose]() {
      await daemon[Symbol.asyncDispose]();
      await nameServer[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** RFC 1035 */
const NXDOMAIN = 3;

async function fetchText(url: string, ca: string): Promise<string> {
  return await new Promise((resolve, reject) => {
    request(url, { ca, agent: false }, (response) => {
      text(response).then(resolve, reject);
    })
      .on('error', reject)
      .end();
  });
}
