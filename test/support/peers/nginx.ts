/** Debian's nginx in front of a web server, with a configuration of its own on free ports. It is never started as a service. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../bench/harness/ports.ts';
import { startDaemon } from '../../interop/support/daemon.ts';
import { createTestAuthority } from '../test-certificates.ts';
import { unpackPeer } from './peers.ts';
import { writeWrapper } from './wrapper.ts';

export interface NginxOptions {
  /** Of the certificate that it shows. */
  readonly hostname: string;
  /** Where TLS is served behind it, at 127.0.0.1. */
  readonly upstreamPort: number;
  /** A block `location … { … }`, which leads to `https://upstream`. */
  readonly location: string;
}

export interface Nginx extends AsyncDisposable {
  /** With TLS, as the block says. */
  readonly port: number;
  /** The same, with connections behind it that are shared by all clients. */
  readonly sharingPort: number;
  /** PEM file of who vouches for its certificate. */
  readonly authorityFile: string;
}

/** @returns why there is none, where it cannot be had. */
export async function startNginx(options: NginxOptions): Promise<Nginx | string> {
  const packages = await unpackPeer('nginx');
  if (!packages.available) return packages.reason;
  const folder = await mkdtemp(join(tmpdir(), 'mailroom-nginx-'));
  const authority = await createTestAuthority();
  const { cert, key } = await authority.issue([options.hostname]);
  const file = async (name: string, content: string) => {
    await writeFile(join(folder, name), content);
    return join(folder, name);
  };
  const [port, sharingPort] = [await freePort(), await freePort()];
  const [certFile, keyFile] = [await file('cert.pem', cert), await file('key.pem', key)];
  // What a block sets of headers counts in place of all that is set outside of it.
  const sharing = (location: string) => location.replace(/\}\s*$/, '  proxy_set_header Connection "";\n}');
  const site = (at: number, location: string) => `
  server {
    listen 127.0.0.1:${at} ssl;
    server_name _;
    ssl_certificate ${certFile};
    ssl_certificate_key ${keyFile};
    ${location}
  }`;
  const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(folder, name)};`,
  );
  const server = `server 127.0.0.1:${options.upstreamPort};`;
  const configuration = `
daemon off;
master_process off;
pid ${join(folder, 'nginx.pid')};
error_log stderr;
events {}
http {
  access_log off;
  ${folders.join('\n  ')}
  upstream upstream { ${server} }
  upstream shared { ${server} keepalive 1; }
  ${site(port, options.location)}
  ${site(sharingPort, sharing(options.location.replace('https://upstream', 'https://shared')))}
}
`;
  const path = await writeWrapper(packages.path, 'nginx');
  const args = ['-e', 'stderr', '-p', folder, '-c', await file('nginx.conf', configuration)];
  const daemon = await startDaemon(path, args, { kind: 'tcp', host: '127.0.0.1', port }, folder);
  return {
    ...{ port, sharingPort, authorityFile: await file('authority.pem', authority.pem) },
    async [Symbol.asyncDispose]() {
      await daemon[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
