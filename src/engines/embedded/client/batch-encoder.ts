/** Turns operations into a batch for the writer: contents by number, each content's bytes once. */

import type { NewContent } from '../../../domain/ports/delivery-operations.ts';
import type { MailRoute, NewDkimKey } from '../../../domain/ports/directory.ts';
import type { NewCredential, NewUser } from '../../../domain/ports/directory-operations.ts';
import type { Operation } from '../../../domain/ports/operations.ts';
import type { NewSecondFactor } from '../../../domain/ports/second-factors.ts';
import { requireStaged, type Staged } from '../contents/staged.ts';
import type {
  WireContent,
  WireCredential,
  WireDkimKey,
  WireMailRoute,
  WireNewUser,
  WireOperation,
  WireSecondFactor,
} from '../protocol.ts';

export interface EncodedBatch {
  readonly json: string;
  readonly bytes: ArrayBuffer | null;
}

export class BatchEncoder {
  readonly #operations: WireOperation[] = [];
  readonly #contents: WireContent[] = [];
  readonly #numbers = new Map<Staged, number>();
  readonly #chunks: Uint8Array[] = [];
  #sizeBytes = 0;

  /** Bytes of contents so far. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  add(operation: Operation): void {
    this.#operations.push(this.#convert(operation));
  }

  finish(): EncodedBatch {
    const json = JSON.stringify({ operations: this.#operations, contents: this.#contents });
    if (this.#sizeBytes === 0) return { json, bytes: null };
    const bytes = new Uint8Array(this.#sizeBytes);
    let at = 0;
    for (const chunk of this.#chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return { json, bytes: bytes.buffer };
  }

  #convert(operation: Operation): WireOperation {
    switch (operation.kind) {
      case 'deliver':
      case 'quarantine':
        return { ...operation, content: this.#number(operation.content) };
      case 'settle-outgoing': {
        const notices = operation.notices.map((notice) => ({ ...notice, content: this.#number(notice.content) }));
        return { ...operation, notices };
      }
      case 'append-emails': {
        const emails = operation.emails.map((email) => ({ ...email, content: this.#number(email.content) }));
        return { ...operation, emails };
      }
      case 'initialise':
        return { ...operation, admin: convertUser(operation.admin), domain: convertDomain(operation.domain) };
      case 'create-domain':
        return convertDomain(operation);
      case 'add-dkim-key':
        return { ...operation, key: convertKey(operation.key) };
      case 'set-mail-route':
        return { ...operation, route: operation.route === null ? null : convertRoute(operation.route) };
      case 'create-user':
        return { ...operation, ...convertUser(operation) };
      case 'set-credential':
        return { ...operation, credential: convertCredential(operation.credential) };
      case 'add-second-factor':
        return { ...operation, factor: convertFactor(operation.factor) };
      case 'use-second-factor': {
        const { secret, ...rest } = operation;
        return secret === undefined ? rest : { ...rest, secret: toBase64(secret) };
      }
      default:
        return operation;
    }
  }

  #number(content: NewContent): number {
    const staged = requireStaged(content.staged);
    const known = this.#numbers.get(staged);
    if (known !== undefined) return known;
    const number = this.#contents.length;
    const { hash, sizeBytes, bytes, spillFile } = staged;
    const start = bytes === null ? null : this.#sizeBytes;
    this.#contents.push({ hash, sizeBytes, digest: content.digest, start, spillFile });
    this.#numbers.set(staged, number);
    if (bytes !== null) this.#take(bytes);
    return number;
  }

  #take(bytes: readonly Uint8Array[]): void {
    for (const chunk of bytes) {
      this.#chunks.push(chunk);
      this.#sizeBytes += chunk.length;
    }
  }
}

function convertDomain<D extends { readonly dkimKeys: readonly NewDkimKey[] }>(
  domain: D,
): Omit<D, 'dkimKeys'> & { readonly dkimKeys: readonly WireDkimKey[] } {
  return { ...domain, dkimKeys: domain.dkimKeys.map(convertKey) };
}

function convertKey(key: NewDkimKey): WireDkimKey {
  return { ...key, sealedPrivateKey: toBase64(key.sealedPrivateKey) };
}

function convertRoute(route: MailRoute): WireMailRoute {
  const { sealedPassword } = route;
  return { ...route, sealedPassword: sealedPassword === null ? null : toBase64(sealedPassword) };
}

function convertUser<U extends NewUser>(user: U): Omit<U, 'credentials'> & WireNewUser {
  return { ...user, credentials: user.credentials.map(convertCredential) };
}

function convertCredential(credential: NewCredential): WireCredential {
  const { scram } = credential;
  return { ...credential, scram: scram === null ? null : toBase64(scram) };
}

function convertFactor(factor: NewSecondFactor): WireSecondFactor {
  return { ...factor, secret: toBase64(factor.secret) };
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
