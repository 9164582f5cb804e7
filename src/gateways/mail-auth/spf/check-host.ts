/**
 * check_host() of RFC 7208: whether a host may send mail in the name of a domain.
 *
 * Our own: it needs no thread, asks the name service directly and stops with the signal. mailauth, which verifies the
 * signatures, comes to the same results for the table of test/interop/spf.test.ts.
 */
import { isIPv6 } from 'node:net';
import type { AuthResult } from '../../../domain/ports/mail-auth.ts';
import type { DnsAnswer, NameService } from '../../../domain/ports/name-service.ts';
import { isInNetwork } from './ip-network.ts';
import { expandMacros, type MacroContext, type MacroString, parseMacroString } from './macro.ts';
import { type Directive, isSpfRecord, type Mechanism, parseSpfRecord, type SpfRecord } from './record.ts';
import { SpfError } from './spf-error.ts';

/** RFC 7208 section 4.6.4 */
export const SPF_LIMITS = {
  /** Terms of all records of one check that ask DNS. */
  lookups: 10,
  /** Of these, such that get no answer. */
  voidLookups: 2,
  mxHosts: 10,
  ptrNames: 10,
} as const;

export interface SpfRequest {
  /** Textual, never an IPv4-mapped IPv6 address. */
  readonly address: string;
  /** A-labels, lower case. */
  readonly domain: string;
  /** `local-part@domain`, complete. */
  readonly sender: string;
  readonly heloName: string;
  readonly receiver: string;
  readonly nowMs: number;
}

export interface SpfOutcome {
  readonly result: Exclude<AuthResult, 'policy' | 'skipped'>;
  /** The domain's own explanation of a failure, or what was wrong; may be empty. Text of a stranger. */
  readonly comment: string;
}

/** Never rejects but with the reason of the signal. */
export async function checkHost(names: NameService, request: SpfRequest, signal: AbortSignal): Promise<SpfOutcome> {
  try {
    return await new SpfCheck(names, request, signal).check(request.domain);
  } catch (error) {
    if (error instanceof SpfError) return { result: error.result, comment: error.message };
    throw error;
  }
}

const NONE: SpfOutcome = { result: 'none', comment: '' };

class SpfCheck {
  readonly #names: NameService;
  readonly #request: SpfRequest;
  readonly #signal: AbortSignal;
  /** For the macro `p`: asked for once, however often a record names it. */
  #namesOfMacro: Promise<string[]> | null = null;
  #lookups = 0;
  #voids = 0;

  constructor(names: NameService, request: SpfRequest, signal: AbortSignal) {
    this.#names = names;
    this.#request = request;
    this.#signal = signal;
  }

  /** RFC 7208 section 4.3 to 4.7 */
  async check(domain: string): Promise<SpfOutcome> {
    // A name without a dot is nobody's domain.
    if (!isQueryable(domain) || !domain.includes('.')) return NONE;
    const answer = await this.#names.txt(domain, this.#signal);
    if (answer.kind === 'failed') throw new SpfError('temperror', `DNS does not answer for ${domain}`);
    const records = answer.kind === 'found' ? answer.records.filter(isSpfRecord) : [];
    if (records.length > 1) throw new SpfError('permerror', `${domain} has more than one SPF record`);
    const [text] = records;
    return text === undefined ? NONE : await this.#evaluate(parseSpfRecord(text), domain);
  }

  async #evaluate(record: SpfRecord, domain: string): Promise<SpfOutcome> {
    for (const directive of record.directives) {
      if (await this.#matches(directive.mechanism, domain)) return await this.#conclude(directive, record, domain);
    }
    if (record.redirect === null) return { result: 'neutral', comment: '' };
    this.#countLookup();
    const target = await this.#target(record.redirect, domain);
    const outcome = await this.check(target);
    // RFC 7208 section 6.1
    if (outcome.result === 'none') throw new SpfError('permerror', `redirect to ${target}, which has no SPF record`);
    return outcome;
  }

  async #conclude({ qualifier }: Directive, record: SpfRecord, domain: string): Promise<SpfOutcome> {
    if (qualifier !== 'fail' || record.explanation === null) return { result: qualifier, comment: '' };
    return { result: 'fail', comment: await this.#explain(record.explanation, domain) };
  }

  async #matches(mechanism: Mechanism, domain: string): Promise<boolean> {
    if (mechanism.kind === 'all') return true;
    if (mechanism.kind === 'ip') return isInNetwork(this.#request.address, mechanism.network, mechanism.prefix);
    this.#countLookup();
    const target = mechanism.target === null ? domain : await this.#target(mechanism.target, domain);
    if (mechanism.kind === 'include') return await this.#includes(target);
    // A name that DNS cannot have does not exist.
    if (!isQueryable(target)) return false;
    switch (mechanism.kind) {
      case 'a':
        return this.#isAmong(await this.#counted(this.#addresses(target)), mechanism);
      case 'mx':
        return await this.#matchesMx(target, mechanism);
      case 'ptr':
        return (await this.#validatedNames(true)).some((name) => name === target || name.endsWith(`.${target}`));
      case 'exists':
        return (await this.#counted(this.#names.ipv4(target, this.#signal))).length > 0;
    }
  }

  /** RFC 7208 section 5.2 */
  async #includes(target: string): Promise<boolean> {
    const { result } = await this.check(target);
    if (result === 'none') throw new SpfError('permerror', `include of ${target}, which has no SPF record`);
    return result === 'pass';
  }

  /** RFC 7208 section 5.4 */
  async #matchesMx(target: string, prefixes: { prefix4: number; prefix6: number }): Promise<boolean> {
    const hosts = await this.#counted(this.#names.mx(target, this.#signal));
    if (hosts.length > SPF_LIMITS.mxHosts) throw new SpfError('permerror', `${target} has too many MX records`);
    for (const { exchange } of hosts) {
      if (!isQueryable(exchange)) continue;
      const addresses = await this.#addresses(exchange);
      if (addresses.kind === 'failed') throw new SpfError('temperror', `DNS does not answer for ${exchange}`);
      if (addresses.kind === 'found' && this.#isAmong(addresses.records, prefixes)) return true;
    }
    return false;
  }

  #isAmong(addresses: readonly string[], { prefix4, prefix6 }: { prefix4: number; prefix6: number }): boolean {
    const { address } = this.#request;
    const prefix = isIPv6(address) ? prefix6 : prefix4;
    return addresses.some((each) => isInNetwork(address, each, prefix));
  }

  /**
   * Names of the client that lead back to it. What cannot be found out is passed over. RFC 7208 section 5.5
   *
   * @param isCounted a `ptr` mechanism asks, not a macro.
   */
  async #validatedNames(isCounted: boolean): Promise<string[]> {
    const { address } = this.#request;
    const answer = await this.#names.ptr(address, this.#signal);
    if (answer.kind === 'none' && isCounted) this.#countVoid();
    if (answer.kind !== 'found') return [];
    const validated: string[] = [];
    for (const record of answer.records.slice(0, SPF_LIMITS.ptrNames)) {
      const name = bareName(record);
      const forward = isQueryable(name) ? await this.#addresses(name) : null;
      if (forward?.kind === 'found' && forward.records.some((each) => isSameAddress(each, address)))
        validated.push(name);
    }
    return validated;
  }

  async #addresses(host: string): Promise<DnsAnswer<string>> {
    const { address } = this.#request;
    return await (isIPv6(address) ? this.#names.ipv6(host, this.#signal) : this.#names.ipv4(host, this.#signal));
  }

  /** The records of an answer that is a term's own. */
  async #counted<T>(asked: Promise<DnsAnswer<T>>): Promise<readonly T[]> {
    const answer = await asked;
    if (answer.kind === 'failed') throw new SpfError('temperror', `DNS does not answer: ${answer.reason}`);
    if (answer.kind === 'found') return answer.records;
    this.#countVoid();
    return [];
  }

  #countLookup(): void {
    if (++this.#lookups > SPF_LIMITS.lookups) throw new SpfError('permerror', 'too many DNS lookups');
  }

  #countVoid(): void {
    if (++this.#voids > SPF_LIMITS.voidLookups) throw new SpfError('permerror', 'too many void DNS lookups');
  }

  async #target(spec: MacroString, domain: string): Promise<string> {
    return shorten(bareName(await expandMacros(spec, this.#context(domain))));
  }

  /** An explanation that cannot be had is none. RFC 7208 section 6.2 */
  async #explain(spec: MacroString, domain: string): Promise<string> {
    try {
      const target = await this.#target(spec, domain);
      const answer = isQueryable(target) ? await this.#names.txt(target, this.#signal) : null;
      if (answer?.kind !== 'found' || answer.records.length !== 1) return '';
      return await expandMacros(parseMacroString(answer.records[0] ?? '', 'explanation'), this.#context(domain));
    } catch (error) {
      if (error instanceof SpfError) return '';
      throw error;
    }
  }

  #context(domain: string): MacroContext {
    return { ...this.#request, domain, validatedName: () => this.#bestName(domain) };
  }

  /** RFC 7208 section 7.3, the macro "p": the domain itself, else one below it, else any. */
  async #bestName(domain: string): Promise<string> {
    this.#namesOfMacro ??= this.#validatedNames(false);
    const names = await this.#namesOfMacro;
    return (
      names.find((name) => name === domain) ??
      names.find((name) => name.endsWith(`.${domain}`)) ??
      names[0] ??
      'unknown'
    );
  }
}

const MAX_NAME_LENGTH = 253;

function isQueryable(name: string): boolean {
  return name.length <= MAX_NAME_LENGTH && /^(?:[\x21-\x2d\x2f-\x7e]{1,63}\.)*[\x21-\x2d\x2f-\x7e]{1,63}$/.test(name);
}

/** Labels go from the left until the rest fits. RFC 7208 section 7.3 */
function shorten(name: string): string {
  let rest = name;
  while (rest.length > MAX_NAME_LENGTH && rest.includes('.')) rest = rest.slice(rest.indexOf('.') + 1);
  return rest;
}

function bareName(name: string): string {
  return name.replace(/\.$/, '').toLowerCase();
}

function isSameAddress(a: string, b: string): boolean {
  return isInNetwork(a, b, isIPv6(b) ? 128 : 32);
}
