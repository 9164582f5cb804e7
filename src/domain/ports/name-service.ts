/** DNS as the domain sees it: gateways/dns implements it, tests and sites without DNS may give another. */

/**
 * An answer, or why there is none. `none`: the name exists without such records, or does not exist at all
 * (`isNxDomain`). `failed`: nobody knows now; it may be tried again.
 */
export type DnsAnswer<T> =
  | {
      readonly kind: 'found';
      readonly records: readonly T[];
      readonly isAuthenticated: boolean;
      readonly ttlSeconds: number;
      /** The name that has the records, where that is another: the end of a chain of CNAME records. */
      readonly canonicalName?: string;
    }
  | { readonly kind: 'none'; readonly isNxDomain: boolean; readonly isAuthenticated: boolean }
  | { readonly kind: 'failed'; readonly reason: string };

export interface MxRecord {
  readonly preference: number;
  /** A-label form, lower case, without the final dot; the empty string is the null MX of RFC 7505. */
  readonly exchange: string;
}

/** Where a service is. RFC 6186 section 3 */
export interface SrvRecord {
  readonly priority: number;
  readonly weight: number;
  readonly port: number;
  /** As `MxRecord.exchange`; the empty string says that there is no such service. */
  readonly target: string;
}

/** RFC 6698 section 2.1 */
export interface TlsaRecord {
  readonly usage: number;
  readonly selector: number;
  readonly matchingType: number;
  readonly data: Uint8Array;
}

/**
 * `isAuthenticated`: the resolver has validated the answer (AD bit), and the way to it is trusted (loopback, or as the
 * administrator said). Names are A-labels. Answers are kept for their TTL; questions that are the same at the same time
 * are asked once. No call rejects, except with the reason of the signal.
 */
export interface NameService {
  mx(domain: string, signal?: AbortSignal): Promise<DnsAnswer<MxRecord>>;
  /** IPv6 and IPv4 addresses, textual, as configured: both, one family first, one only. */
  addresses(host: string, signal?: AbortSignal): Promise<DnsAnswer<string>>;
  ipv4(host: string, signal?: AbortSignal): Promise<DnsAnswer<string>>;
  ipv6(host: string, signal?: AbortSignal): Promise<DnsAnswer<string>>;
  /** Each record with its character-strings joined. */
  txt(name: string, signal?: AbortSignal): Promise<DnsAnswer<string>>;
  /** @param address textual IP address */
  ptr(address: string, signal?: AbortSignal): Promise<DnsAnswer<string>>;
  tlsa(name: string, signal?: AbortSignal): Promise<DnsAnswer<TlsaRecord>>;
  srv(name: string, signal?: AbortSignal): Promise<DnsAnswer<SrvRecord>>;
  /** The CNAME record of the name itself: where it leads next. The other questions follow it to its end. */
  alias(name: string, signal?: AbortSignal): Promise<DnsAnswer<string>>;
}
