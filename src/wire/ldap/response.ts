/** Replies to a client. RFC 4511 section 4 */
import type { Attribute, Control } from './request.ts';
import type { ResultName } from './result-code.ts';

export interface Result {
  readonly code: ResultName;
  /** The deepest entry above the one named that exists; empty where that says nothing. */
  readonly matchedName?: string;
  /** For the person at the client: never tells what the code does not tell. */
  readonly message?: string;
  /** Where else to ask; only read, never sent. RFC 4511 section 4.1.10 */
  readonly referrals?: readonly string[];
}

/** Operations that are answered by a bare result. */
export type ResultKind = 'search' | 'modify' | 'add' | 'delete' | 'modify-name' | 'compare';

export type Response =
  | { readonly kind: 'result'; readonly of: ResultKind; readonly result: Result }
  | { readonly kind: 'bind'; readonly result: Result; readonly saslCredentials?: Uint8Array | null }
  | {
      readonly kind: 'extended';
      readonly result: Result;
      readonly name?: string | null;
      readonly value?: Uint8Array | null;
    }
  | { readonly kind: 'entry'; readonly name: string; readonly attributes: readonly Attribute[] }
  | ForeignResponse;

/** What only other servers say. RFC 4511 sections 4.5.3 and 4.13 */
export type ForeignResponse =
  | { readonly kind: 'reference'; readonly addresses: readonly string[] }
  | { readonly kind: 'intermediate' };

/** What this server says. */
export type OwnResponse = Exclude<Response, ForeignResponse>;

export interface ResponseMessage<R extends Response = Response> {
  readonly messageId: number;
  readonly response: R;
  readonly controls?: readonly Control[];
}

/** The message id of what the server says unasked. RFC 4511 section 4.4 */
export const UNSOLICITED_ID = 0;
/** RFC 4511 section 4.4.1 */
export const NOTICE_OF_DISCONNECTION = '1.3.6.1.4.1.1466.20036';
