/** The messages of SCRAM: RFC 5802 sections 5.1 and 7. */
import { Failure } from '../../base/failure.ts';
import { decodeBase64 } from './base64.ts';

/** `none`: the client cannot bind. `unused`: it could, but believes that the server cannot. */
export type ChannelBinding =
  | { readonly kind: 'none' }
  | { readonly kind: 'unused' }
  | { readonly kind: 'used'; readonly type: string };

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

const GS2_HEADER = /^(?:(n)|(y)|p=([A-Za-z0-9.-]+)),(?:a=([^,\0]+))?,/;
/** An `m` would be an extension that must be understood; none exists. */
const CLIENT_FIRST_BARE = /^n=([^,\0]+),r=([\x21-\x2b\x2d-\x7e]+)(?:,[A-Za-z]=[^,\0]+)*$/;
const CLIENT_FINAL = /^(c=([A-Za-z0-9+/=]+),r=([\x21-\x2b\x2d-\x7e]+)(?:,[A-Za-z]=[^,\0]+)*),p=([A-Za-z0-9+/=]+)$/;

/** Throws Failure `invalid`. */
export function parseClientFirst(message: string): ClientFirst {
  const gs2 = GS2_HEADER.exec(message);
  if (gs2 === null) throw invalid();
  const gs2Header = gs2[0];
  const bare = message.slice(gs2Header.length);
  const fields = CLIENT_FIRST_BARE.exec(bare);
  if (fields === null) throw invalid();
  const type = gs2[3];
  return {
    binding: type === undefined ? { kind: gs2[1] === 'n' ? 'none' : 'unused' } : { kind: 'used', type },
    authorisationIdentity: unescapeName(gs2[4] ?? ''),
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

/** Section 5.1: `=2C` is a comma and `=3D` an equals sign; any other `=` is an error. */
function unescapeName(name: string): string {
  return name.replace(/=(2C|3D)?/g, (_, code: string | undefined) => {
    if (code === undefined) throw invalid();
    return code === '2C' ? ',' : '=';
  });
}

function invalid(): Failure {
  return new Failure('invalid', 'not a SCRAM message');
}
