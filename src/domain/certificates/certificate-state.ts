/** What the store keeps of the certificate and of the account at a certificate authority. Changes tell the audit log. */
import { Failure } from '../../base/failure.ts';
import type { SecretBox } from '../../base/secret-box.ts';
import type { Caller } from '../access/caller.ts';
import { audited } from '../directory/audit-entry.ts';
import type { AuditFields } from '../ports/audit.ts';
import type { Store } from '../ports/store.ts';
import {
  type AcmeRecord,
  acmeRecord,
  type CertificateRecord,
  certificateRecord,
} from '../settings/certificate-schema.ts';
import type { UsableCertificate } from './check-certificate.ts';

const NAMES = { certificate: 'certificate', acme: 'acme' } as const;
const PURPOSES = { certificate: 'tls certificate', account: 'acme account', order: 'acme order' } as const;

/** `certificate.…`: the name of an action in the table of rights. */
export interface Told {
  readonly by: Caller;
  readonly atMs: number;
  readonly action: string;
  readonly before: AuditFields;
  readonly after: AuditFields;
}

export interface StateChange {
  /** Null: the self-made one; absent: as it is. */
  readonly certificate?: CertificateRecord | null;
  readonly acme?: AcmeRecord;
}

/** What is read is what was written last: there is one writer. */
export interface CertificateState {
  readonly certificate: CertificateRecord | null;
  readonly acme: AcmeRecord | null;
  /** @param told where somebody asked for it, or what clients are shown is another. */
  write(change: StateChange, told?: Told): Promise<void>;
  seal(purpose: keyof typeof PURPOSES, privateKey: string): string;
  /** Throws Failure `unavailable`. */
  open(purpose: keyof typeof PURPOSES, sealed: string): string;
}

export interface CertificateStateDeps {
  readonly store: Store;
  readonly box: SecretBox;
  /** The name of the server: what the audit log calls it. */
  readonly hostname: string;
}

/** Throws Failure `unavailable` for what another version has written. */
export async function openCertificateState({ store, box, hostname }: CertificateStateDeps): Promise<CertificateState> {
  const stored = await store.reader().directory.settings();
  let certificate = read(certificateRecord, stored.get(NAMES.certificate));
  let acme = read(acmeRecord, stored.get(NAMES.acme));

  return {
    get certificate() {
      return certificate;
    },
    get acme() {
      return acme;
    },

    async write(change, told) {
      const noted = told === undefined ? {} : auditOf(told, hostname);
      const operations = [
        ...(change.certificate === undefined ? [] : [setting(NAMES.certificate, change.certificate)]),
        ...(change.acme === undefined ? [] : [setting(NAMES.acme, change.acme)]),
      ].map((operation, index) => (index === 0 ? { ...operation, ...noted } : operation));
      for (const outcome of await store.apply(operations)) if (!outcome.ok) throw outcome.failure;
      if (change.certificate !== undefined) certificate = change.certificate;
      if (change.acme !== undefined) acme = change.acme;
    },

    seal: (purpose, key) => Buffer.from(box.seal(PURPOSES[purpose], Buffer.from(key))).toString('base64'),
    open: (purpose, sealed) => Buffer.from(box.open(PURPOSES[purpose], Buffer.from(sealed, 'base64'))).toString(),
  };
}

/** The certificate that the store keeps, opened; null for none. Throws Failure `unavailable`. */
export function openStored(state: CertificateState): UsableCertificate | null {
  const { certificate } = state;
  if (certificate === null) return null;
  return { chain: certificate.chain, privateKey: state.open('certificate', certificate.sealedKey) };
}

function setting(name: string, value: unknown) {
  return { kind: 'set-setting' as const, name, value: value === null ? null : JSON.stringify(value) };
}

function auditOf({ by, atMs, action, before, after }: Told, hostname: string) {
  return audited(by, atMs, action, { kind: 'certificate', name: hostname }, before, after);
}

interface Schema<T> {
  safeParse(
    value: unknown,
  ): { readonly success: true; readonly data: T } | { readonly success: false; readonly error: unknown };
}

/** What was in use and cannot be understood must not silently count as nothing. */
function read<T>(schema: Schema<T>, text: string | undefined): T | null {
  if (text === undefined) return null;
  const parsed = schema.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new Failure('unavailable', 'what is stored of the certificate cannot be read', { cause: parsed.error });
}
