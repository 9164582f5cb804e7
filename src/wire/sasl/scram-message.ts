/** The messages of SCRAM: RFC 5802 sections 5.1 and 7. */
import { Failure } from '../../base/failure.ts';
import { decodeBase64 } from './base64.ts';
import { type ChannelBinding, parseGs2Header, unescapeName } from './gs2-header.ts';

export interface ClientFirst {
  readonly binding: ChannelBinding;
  /** As whom to act; the empty string for oneself. */
  readonly authorisationIdentity: string;
  readonly login: string;
  readonly nonce: string;
  /** `client-first-message-bare`, part of what is signed. */
  readonly bare: string;
  /** The part before it, which the final message repeats. */
  readonly gs2Header: string;
}

export interface ClientFinal {
  /** GS2 header and channel binding data, as the client saw them. */
  readonly channelBinding: Uint8Array;
  readonly nonce: string;
  readonly proof: Uint8Array;
  /** `client-final-message-without-proof`, part of what is signed. */
  readonly withoutProof: string;
}

/** An `m` would be an extension that must be understood; none exists. */
const CLIENT_FIRST_BARE = /^n=([^,\0]+),r=([\x21-\x2b\x2d-\x7e]+)(?:,[A-Za-z]=[^,\0]+)*$/;
const CLIENT_FINAL = /^(c=([A-Za-z0-9+/=]+),r=([\x21-\x2b\x2d-\x7e]+)(?:,[A-Za-z]=[^,\0]+)*),p=([A-Za-z0-9+/=]+)$/;

/** Throws Failure `invalid`. */
export function parseClientFirst(message: string): ClientFirst {
  const header = parseGs2Header(message);
  if (header === null) throw invalid();
  const { binding, authorisationIdentity, text: gs2Header } = header;
  const bare = message.slice(gs2Header.length);
  const fields = CLIENT_FIRST_BARE.exec(bare);
  if (fields === null) throw invalid();
  return {
    binding,
    authorisationIdentity,
    login: unescapeName(fields[1] ?? ''),
    nonce: fields[2] ?? '',
    bare,
    gs2Header,
  };
}

/** Throws Failure `invalid`. */
export function parseClientFinal(message: string): ClientFinal {
  const fields = CLIENT_FINAL.exec(message);
  if (fields === null) throw invalid();
  const [, withoutProof = '', channelBinding = '', nonce = '', proof = ''] = fields;
  return { withoutProof, nonce, channelBinding: decodeBase64(channelBinding), proof: decodeBase64(proof) };
}

export function formatServerFirst(nonce: string, salt: Uint8Array, iterations: number): string {
  return `r=${nonce},s=${Buffer.from(salt).toString('base64')},i=${iterations}`;
}

export function formatServerFinal(signature: Uint8Array): string {
  return `v=${Buffer.from(signature).toString('base64')}`;
}

function invalid(): Failure {
  return new Failure('invalid', 'not a SCRAM message');
}
