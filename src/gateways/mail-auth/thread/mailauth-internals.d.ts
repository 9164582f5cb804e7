/** The parts of mailauth that are used, which have no types of their own. */
declare module 'mailauth/lib/dkim/dkim-verifier.js' {
  import type { Writable } from 'node:stream';

  export type Resolver = (name: string, type: string) => Promise<string[][]>;

  export interface SignatureField {
    readonly type: 'DKIM' | 'ARC';
    readonly parsed?: Readonly<Record<string, { readonly value?: unknown } | undefined>>;
    /** Set: the signature is not looked at, for this reason. */
    skip?: string;
    /** Known once it has been prepared; `invalid` as `skip`. */
    readonly invalid?: string;
    readonly signingDomain?: string;
    readonly selector?: string;
    readonly hashAlgo?: string;
  }

  /** One question for each key, whoever asks for it first; what it returns need not be waited for. */
  export interface KeyCache {
    get(
      type: 'DKIM' | 'ARC',
      name: string,
      minBitLength: number,
      options: { readonly strict: boolean; readonly hashAlgo: string | undefined },
    ): Promise<unknown>;
  }

  export interface SignatureResult {
    readonly signingDomain?: string;
    readonly selector?: string;
    readonly algo?: string;
    readonly status: { readonly result: string; readonly comment?: string | false; readonly underSized?: number };
  }

  export interface BodyHasher {
    hash?: string;
    mimeStructureStart?: number;
    readonly bodyHashedBytes: number;
    readonly canonicalizedLength: number;
    update(chunk: Uint8Array): void;
    digest(encoding: 'base64'): string;
    setContentType(contentType: unknown): void;
    getMimeStructureStart(): number;
  }

  export class DkimVerifier extends Writable {
    constructor(options: { resolver: Resolver; minBitLength: number; strict: boolean; curTime: Date });
    readonly results: readonly SignatureResult[];
    readonly arc: import('mailauth/lib/arc/index.js').ArcData;
    readonly keyCache: KeyCache;
    readonly strict: boolean;
    readonly minBitLength: number;
    readonly bodyHashes: Map<string, BodyHasher>;
    prepareSignature(field: SignatureField): void;
    /** Makes the hasher of a body form where there is none; returns its key in `bodyHashes`. */
    addBodyHash(form: string, algorithm: string, limit: number | ''): string;
  }
}

declare module 'mailauth/lib/arc/index.js' {
  import type { Resolver } from 'mailauth/lib/dkim/dkim-verifier.js';

  export interface ArcSet {
    readonly i: number;
    readonly 'arc-seal': { readonly parsed?: Readonly<Record<string, { readonly value?: unknown } | undefined>> };
  }

  export interface ArcData {
    readonly chain: readonly ArcSet[] | false;
  }

  export interface ArcOutcome {
    readonly i?: number | false;
    readonly status: { readonly result: string; readonly comment?: string };
    /** Of the newest set. */
    readonly authenticationResults?: { readonly dmarc?: { readonly result?: unknown } };
  }

  export interface SealOptions {
    readonly signingDomain: string;
    readonly selector: string;
    readonly privateKey: string;
    readonly algorithm: string;
    readonly cv: string;
    readonly authResults: string;
    readonly bodyHash: string;
    readonly headerList: readonly string[];
    readonly signTime: Date;
  }

  export function arc(
    data: ArcData,
    options: { resolver: Resolver; minBitLength: number; strict: boolean },
  ): Promise<ArcOutcome>;
  export function getARChain(headers: unknown, options: { strict: boolean }): readonly ArcSet[] | false;
  export function createSeal(
    input: false,
    data: { headers: unknown; arc: { chain: readonly ArcSet[] | false }; seal: SealOptions; strict: boolean },
  ): Promise<{ readonly headers: readonly string[]; readonly errors: readonly { readonly err: Error }[] }>;
}

declare module 'mailauth/lib/tools.js' {
  export function parseHeaders(section: Uint8Array): unknown;
}
