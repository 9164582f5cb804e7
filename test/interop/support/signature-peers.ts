/** OpenDKIM and dkimpy: what others verify of ours, and what they sign for us. */
import { type ExecFileException, execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SigningKey } from '../../../src/domain/ports/mail-auth.ts';
import { unpackPeer } from '../../support/peers/peers.ts';
import { writeWrapper } from '../../support/peers/wrapper.ts';

export interface SignaturePeers extends AsyncDisposable {
  /** What `opendkim -t` says of a message: each signature with `succeeded` or `failed`. */
  opendkimVerify(message: string): Promise<string>;
  /** The message with a signature of OpenDKIM on top. */
  opendkimSign(message: string, key: SigningKey, canonicalization: string): Promise<string>;
  /** Runs `script` of dkimpy with `message` (octets), `names` (a TXT look-up) and `arguments`; what it prints. */
  dkimpy(script: string, message: string, ...args: readonly string[]): Promise<string>;
}

/** @param dnsPort of the zones on 127.0.0.1. @returns why there are none where the packages cannot be had. */
export async function startSignaturePeers(dnsPort: number): Promise<SignaturePeers | string> {
  const opendkim = await unpackPeer('opendkim-tools');
  if (!opendkim.available) return opendkim.reason;
  const python = await unpackPeer('python-dkim');
  if (!python.available) return python.reason;
  const folder = await mkdtemp(join(tmpdir(), 'mailroom-signatures-'));
  const program = await writeWrapper(opendkim.path, 'opendkim');
  const put = async (name: string, text: string) => {
    const file = join(folder, name);
    await writeFile(file, text, { encoding: 'latin1', mode: 0o600 });
    return file;
  };
  const resolver = await put(
    'unbound.conf',
    `server:\n  do-not-query-localhost: no\n  local-zone: "test." nodefault\nforward-zone:\n  name: "."\n  forward-addr: 127.0.0.1@${dnsPort}\n`,
  );
  const configuration = await put('opendkim.conf', `Mode v\nResolverConfiguration ${resolver}\n`);
  let count = 0;
  return {
    async opendkimVerify(message) {
      // Its test mode reads lines as a file has them.
      const file = await put(`message-${++count}`, message.replaceAll('\r\n', '\n'));
      return await run(program, ['-x', configuration, '-t', file], '');
    },
    async opendkimSign(message, key, canonicalization) {
      const file = await put(`message-${++count}`, message.replaceAll('\r\n', '\n'));
      const keyFile = await put(`key-${count}`, key.privateKey);
      const lines = [
        'Mode s',
        'RequireSafeKeys no',
        `Domain ${key.domain}`,
        `Selector ${key.selector}`,
        `KeyFile ${keyFile}`,
        'SignatureAlgorithm rsa-sha256',
        `Canonicalization ${canonicalization}`,
      ];
      const conf = await put(`sign-${count}.conf`, `${lines.join('\n')}\n`);
      // In its test mode it says which field it would insert.
      const said = await run(program, ['-x', conf, '-vv', '-t', file], '');
      const value = /INSHEADER: idx=0 hname='DKIM-Signature' hvalue='([^']+)'/.exec(said)?.[1];
      if (value === undefined) throw new Error(said);
      return `DKIM-Signature: ${value.replaceAll('\n', '\r\n')}\r\n${message}`;
    },
    dkimpy: (script, message, ...args) =>
      run('/usr/bin/python3', ['-c', `${DKIMPY_START}\n${script}`, String(dnsPort), ...args], message, {
        PYTHONPATH: join(python.path, 'usr/lib/python3/dist-packages'),
      }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

const DKIMPY_START = `
import sys, dkim, dns.resolver
arguments = sys.argv[2:]
message = sys.stdin.buffer.read()
resolver = dns.resolver.Resolver(configure=False)
resolver.nameservers = ['127.0.0.1']
resolver.port = int(sys.argv[1])
def names(name, timeout=5):
    answer = resolver.resolve(name.decode().rstrip('.'), 'TXT')
    return b''.join(answer[0].strings)
`;

function run(
  program: string,
  args: readonly string[],
  input: string,
  env: Record<string, string> = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const done = (error: ExecFileException | null, stdout: string, stderr: string) => {
      // A signature that fails is told by the exit code as well.
      if (error !== null && typeof error.code !== 'number') reject(error);
      else resolve(stdout + stderr);
    };
    const options = { encoding: 'latin1', env: { ...process.env, ...env }, maxBuffer: 16 * 1024 * 1024 } as const;
    const child = execFile(program, [...args], options, done);
    child.stdin?.on('error', () => {});
    child.stdin?.end(input, 'latin1');
  });
}
