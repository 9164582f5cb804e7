/** The administrator's certificate: two PEM files, read again when they change. */
import { readFile, watch } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Logger } from '../../base/log.ts';

export interface CertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

export interface OwnCertificate {
  /** PEM: the certificate, then what leads to its CA. */
  readonly chain: string;
  readonly privateKey: string;
}

/** Rejects with what the system says of the files. Whether they fit together is for TLS to say. */
export async function readOwnCertificate(files: CertificateFiles): Promise<OwnCertificate> {
  const [chain, privateKey] = await Promise.all([readFile(files.certFile, 'utf8'), readFile(files.keyFile, 'utf8')]);
  return { chain, privateKey };
}

/** The two files are seldom replaced in one moment. */
const SETTLE_MS = 500;

export interface WatchOptions {
  readonly files: CertificateFiles;
  /** Takes the new certificate, or throws, and then the old one stays in use. */
  readonly use: (certificate: OwnCertificate) => void;
  readonly log: Logger;
}

export interface CertificateWatch {
  /** Reads the files again now (SIGHUP). Never rejects: what is wrong with them is logged. */
  reload(): Promise<void>;
  close(): void;
}

/** Follows changes of the files; their folders are watched, since most tools replace files instead of rewriting them. */
export function watchOwnCertificate({ files, use, log }: WatchOptions): CertificateWatch {
  const stop = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let inUse: OwnCertificate | null = null;

  const reload = async () => {
    try {
      const certificate = await readOwnCertificate(files);
      if (certificate.chain === inUse?.chain && certificate.privateKey === inUse.privateKey) return;
      use(certificate);
      inUse = certificate;
      log.info({ path: files.certFile }, 'TLS certificate loaded');
    } catch (error) {
      log.error({ error, ...files }, 'the new TLS certificate cannot be used; the old one stays');
    }
  };
  const follow = async (folder: string) => {
    try {
      for await (const _ of watch(folder, { signal: stop.signal, persistent: false })) {
        clearTimeout(timer);
        timer = setTimeout(() => void reload(), SETTLE_MS);
      }
    } catch (error) {
      if (!stop.signal.aborted) log.warn({ error, folder }, 'changes of the TLS certificate are no longer noticed');
    }
  };
  for (const folder of new Set([dirname(files.certFile), dirname(files.keyFile)])) void follow(folder);

  return {
    reload,
    close: () => {
      clearTimeout(timer);
      stop.abort();
    },
  };
}
