/** A client of LDAP that sends what it is told, message by message. */
import type { Filter } from '../../src/wire/ldap/filter.ts';
import { formatRequest } from '../../src/wire/ldap/format-request.ts';
import { parseFilterText } from '../../src/wire/ldap/parse-filter-text.ts';
import { parseResponse } from '../../src/wire/ldap/parse-response.ts';
import type { Control, Request, SearchRequest } from '../../src/wire/ldap/request.ts';
import type { Response, ResponseMessage, Result } from '../../src/wire/ldap/response.ts';
import { RawClient } from './raw-client.ts';

/** Values by attribute, as texts. */
export interface FoundEntry {
  readonly name: string;
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

export interface SearchOutcome {
  readonly entries: readonly FoundEntry[];
  readonly result: Result;
  readonly controls: readonly Control[];
}

export interface SearchOptions extends Partial<Omit<SearchRequest, 'kind' | 'filter'>> {
  readonly filter?: string | Filter;
  readonly controls?: readonly Control[];
}

export class LdapTestClient implements Disposable {
  readonly raw: RawClient;
  #lastId = 0;

  constructor(raw: RawClient) {
    this.raw = raw;
  }

  static async open(port: number): Promise<LdapTestClient> {
    return new LdapTestClient(await RawClient.open(port));
  }

  static async openTls(port: number): Promise<LdapTestClient> {
    return new LdapTestClient(await RawClient.openTls(port));
  }

  /** Returns the id of the message. */
  send(request: Request, controls: readonly Control[] = []): number {
    this.#lastId += 1;
    this.sendAs(this.#lastId, request, controls);
    return this.#lastId;
  }

  sendAs(messageId: number, request: Request, controls: readonly Control[] = []): void {
    this.raw.send(formatRequest({ messageId, request, controls }).toString('latin1'));
  }

  /** The next message of the server. Rejects when the connection ends first. */
  async next(): Promise<ResponseMessage> {
    let head = await this.raw.bytes(2);
    const first = head.charCodeAt(1);
    if (first >= 0x80) head += await this.raw.bytes(first & 0x7f);
    const lengthOctets = Buffer.from(head.slice(first >= 0x80 ? 2 : 1), 'latin1');
    const length = lengthOctets.readUIntBE(0, lengthOctets.length);
    return parseResponse(Buffer.from(head + (await this.raw.bytes(length)), 'latin1'));
  }

  /** Sends, and returns the one response that comes. */
  async ask(request: Request, controls: readonly Control[] = []): Promise<Response> {
    const id = this.send(request, controls);
    const { messageId, response } = await this.next();
    if (messageId !== id) throw new Error(`an answer to ${messageId} instead of ${id}`);
    return response;
  }

  /** The result code of a request that is answered by one response. */
  async code(request: Request, controls: readonly Control[] = []): Promise<Result['code']> {
    const response = await this.ask(request, controls);
    if (!('result' in response)) throw new Error(`${response.kind} instead of a result`);
    return response.result.code;
  }

  async bind(name: string, password: string): Promise<Result['code']> {
    const authentication = { kind: 'simple', password: Buffer.from(password) } as const;
    return this.code({ kind: 'bind', version: 3, name, authentication });
  }

  async search(options: SearchOptions): Promise<SearchOutcome> {
    const id = this.send(searchRequest(options), options.controls);
    return this.collect(id);
  }

  /** Entries until the result of a search. */
  async collect(id: number): Promise<SearchOutcome> {
    const entries: FoundEntry[] = [];
    for (;;) {
      const { messageId, response, controls = [] } = await this.next();
      if (messageId !== id) throw new Error(`an answer to ${messageId} instead of ${id}`);
      if (response.kind === 'result') return { entries, result: response.result, controls };
      if (response.kind !== 'entry') throw new Error(`${response.kind} within a search`);
      const attributes = response.attributes.map(({ type, values }) => [
        type,
        values.map((value) => Buffer.from(value).toString('utf8')),
      ]);
      entries.push({ name: response.name, attributes: Object.fromEntries(attributes) });
    }
  }

  /** Names of the entries that a search finds. */
  async find(filter: string, options: SearchOptions = {}): Promise<readonly string[]> {
    const { entries, result } = await this.search({ attributes: ['1.1'], ...options, filter });
    if (result.code !== 'success') throw new Error(`${result.code}: ${result.message}`);
    return entries.map(({ name }) => name);
  }

  /** Resolves when the server has closed the connection. */
  async ended(): Promise<string> {
    return this.raw.rest();
  }

  [Symbol.dispose](): void {
    this.raw[Symbol.dispose]();
  }
}

export function searchRequest({ filter = '(objectClass=*)', controls: _, ...options }: SearchOptions): SearchRequest {
  return {
    kind: 'search',
    base: '',
    scope: 'subtree',
    sizeLimit: 0,
    timeLimitSeconds: 0,
    typesOnly: false,
    attributes: [],
    ...options,
    filter: typeof filter === 'string' ? parseFilterText(filter) : filter,
  };
}
