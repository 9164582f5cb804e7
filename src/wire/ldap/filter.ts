/** Search filters. RFC 4511 section 4.5.1.7, RFC 4526 (an empty `and` is true, an empty `or` is false) */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly filters: readonly Filter[] }
  | { readonly kind: 'not'; readonly filter: Filter }
  | ({ readonly kind: 'equal' | 'greater-or-equal' | 'less-or-equal' | 'approximate' } & Assertion)
  | { readonly kind: 'present'; readonly attribute: string }
  | SubstringFilter
  | ExtensibleFilter;

export interface Assertion {
  /** Attribute description as it was given, with options. */
  readonly attribute: string;
  readonly value: Uint8Array;
}

/** At least one piece; each piece has at least one octet. */
export interface SubstringFilter {
  readonly kind: 'substrings';
  readonly attribute: string;
  readonly initial: Uint8Array | null;
  readonly any: readonly Uint8Array[];
  readonly final: Uint8Array | null;
}

/** `rule` or `attribute` is given, or both. */
export interface ExtensibleFilter {
  readonly kind: 'extensible';
  readonly rule: string | null;
  readonly attribute: string | null;
  readonly value: Uint8Array;
  /** The attributes of the entry's name count, too. */
  readonly withNameAttributes: boolean;
}
