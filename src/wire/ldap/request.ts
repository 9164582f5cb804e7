/** Requests of a client. RFC 4511 section 4 */
import type { Assertion, Filter } from './filter.ts';

export interface Control {
  readonly type: string;
  readonly isCritical: boolean;
  readonly value: Uint8Array | null;
}

export interface Attribute {
  /** Attribute description as it was given. */
  readonly type: string;
  readonly values: readonly Uint8Array[];
}

export interface BindRequest {
  readonly kind: 'bind';
  readonly version: number;
  readonly name: string;
  readonly authentication:
    | { readonly kind: 'simple'; readonly password: Uint8Array }
    | { readonly kind: 'sasl'; readonly mechanism: string; readonly credentials: Uint8Array | null }
    /** A choice that this version of the protocol does not have. */
    | { readonly kind: 'other' };
}

export type SearchScope = 'base' | 'one' | 'subtree';

export interface SearchRequest {
  readonly kind: 'search';
  readonly base: string;
  readonly scope: SearchScope;
  /** 0: as many as the server allows. */
  readonly sizeLimit: number;
  /** Seconds; 0: as long as the server allows. */
  readonly timeLimitSeconds: number;
  readonly typesOnly: boolean;
  readonly filter: Filter;
  readonly attributes: readonly string[];
}

export type ChangeMode = 'add' | 'delete' | 'replace' | 'increment';

export interface ModifyRequest {
  readonly kind: 'modify';
  readonly name: string;
  readonly changes: readonly { readonly mode: ChangeMode; readonly attribute: Attribute }[];
}

export interface AddRequest {
  readonly kind: 'add';
  readonly name: string;
  readonly attributes: readonly Attribute[];
}

export interface DeleteRequest {
  readonly kind: 'delete';
  readonly name: string;
}

export interface ModifyNameRequest {
  readonly kind: 'modify-name';
  readonly name: string;
  readonly newRelativeName: string;
  readonly deletesOld: boolean;
  readonly newSuperior: string | null;
}

export interface CompareRequest extends Assertion {
  readonly kind: 'compare';
  readonly name: string;
}

export interface ExtendedRequest {
  readonly kind: 'extended';
  readonly name: string;
  readonly value: Uint8Array | null;
}

export type Request =
  | BindRequest
  | { readonly kind: 'unbind' }
  | SearchRequest
  | ModifyRequest
  | AddRequest
  | DeleteRequest
  | ModifyNameRequest
  | CompareRequest
  | { readonly kind: 'abandon'; readonly messageId: number }
  | ExtendedRequest;

export type RequestKind = Request['kind'];

export interface RequestMessage {
  readonly messageId: number;
  readonly request: Request;
  readonly controls: readonly Control[];
}
