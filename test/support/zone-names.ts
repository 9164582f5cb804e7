/** A name service without a network: answers from a table that a test fills and changes. */
import type { DnsAnswer, MxRecord, NameService, SrvRecord, TlsaRecord } from '../../src/domain/ports/name-service.ts';

type RecordTypes = {
  readonly A: string;
  readonly AAAA: string;
  readonly TXT: string;
  readonly PTR: string;
  readonly MX: MxRecord;
  readonly TLSA: TlsaRecord;
  readonly SRV: SrvRecord;
  readonly CNAME: string;
};

/** `silent`: there is never an answer; `failed`: at once there is none. */
type Trouble = 'silent' | 'failed';

export class ZoneNames implements NameService {
  /** What was asked, as `A name`, in order. */
  readonly asked: string[] = [];
  readonly #records = new Map<string, readonly unknown[]>();
  readonly #troubles = new Map<string, Trouble>();

  set<T extends keyof RecordTypes>(type: T, name: string, ...records: RecordTypes[T][]): this {
    this.#records.set(`${type} ${name}`, records);
    return this;
  }

  /** An address without and with its reverse name. */
  setHost(name: string, address: string): this {
    return this.set(address.includes(':') ? 'AAAA' : 'A', name, address).set('PTR', address, name);
  }

  /** A zone that is right by RFC 5782 section 5, for addresses of IPv4 and for domains. */
  setBlockList(zone: string): this {
    return this.set('A', `2.0.0.127.${zone}`, '127.0.0.2').set('A', `test.${zone}`, '127.0.0.2');
  }

  remove(type: keyof RecordTypes, name: string): this {
    this.#records.delete(`${type} ${name}`);
    return this;
  }

  /** For a name and all below it, in place of what the table says; null ends that. `*` is all names. */
  trouble(name: string, trouble: Trouble | null): this {
    if (trouble === null) this.#troubles.delete(name);
    else this.#troubles.set(name, trouble);
    return this;
  }

  mx(domain: string, signal?: AbortSignal): Promise<DnsAnswer<MxRecord>> {
    return this.#answer('MX', domain, signal);
  }

  ipv4(host: string, signal?: AbortSignal): Promise<DnsAnswer<string>> {
    return this.#answer('A', host, signal);
  }

  ipv6(host: string, signal?: AbortSignal): Promise<DnsAnswer<string>> {
    return this.#answer('AAAA', host, signal);
  }

  async addresses(host: string, signal?: AbortSignal): Promise<DnsAnswer<string>> {
    const six = await this.ipv6(host, signal);
    const four = await this.ipv4(host, signal);
    if (six.kind !== 'found' || four.kind !== 'found') return six.kind === 'found' ? six : four;
    return { ...six, records: [...six.records, ...four.records] };
  }

  txt(name: string, signal?: AbortSignal): Promise<DnsAnswer<string>> {
    return this.#answer('TXT', name, signal);
  }

  ptr(address: string, signal?: AbortSignal): Promise<DnsAnswer<string>> {
    return this.#answer('PTR', address, signal);
  }

  tlsa(name: string, signal?: AbortSignal): Promise<DnsAnswer<TlsaRecord>> {
    return this.#answer('TLSA', name, signal);
  }

  srv(name: string, signal?: AbortSignal): Promise<DnsAnswer<SrvRecord>> {
    return this.#answer('SRV', name, signal);
  }

  alias(name: string, signal?: AbortSignal): Promise<DnsAnswer<string>> {
    return this.#answer('CNAME', name, signal);
  }

  async #answer<T extends keyof RecordTypes>(
    type: T,
    name: string,
    signal?: AbortSignal,
  ): Promise<DnsAnswer<RecordTypes[T]>> {
    this.asked.push(`${type} ${name}`);
    signal?.throwIfAborted();
    const trouble = this.#troubleOf(name);
    if (trouble === 'silent') return await untilAborted(signal);
    if (trouble === 'failed') return { kind: 'failed', reason: 'SERVFAIL' };
    const records = this.#records.get(`${type} ${name}`) as RecordTypes[T][] | undefined;
    if (records !== undefined) return { kind: 'found', records, isAuthenticated: false, ttlSeconds: 60 };
    return { kind: 'none', isNxDomain: true, isAuthenticated: false };
  }

  #troubleOf(name: string): Trouble | undefined {
    for (const [zone, trouble] of this.#troubles) {
      if (zone === '*' || name === zone || name.endsWith(`.${zone}`)) return trouble;
    }
    return undefined;
  }
}

function untilAborted(signal: AbortSignal | undefined): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  return promise;
}
