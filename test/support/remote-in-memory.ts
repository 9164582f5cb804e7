/** A remote directory that is whatever a test wants. */
import { Failure } from '../../src/base/failure.ts';
import type {
  RemoteAssertion,
  RemoteDirectory,
  RemoteEntry,
  RemoteServer,
} from '../../src/domain/ports/remote-directory.ts';

export interface RemoteRecord {
  readonly id: string;
  readonly uid: string;
  readonly mail?: string;
  readonly password?: string;
  /** More attributes by their names. */
  readonly more?: Readonly<Record<string, string | readonly string[]>>;
}

const SLICE = 3;

export class RemoteInMemory {
  people: RemoteRecord[] = [];
  /** `away`: nothing can be reached; `silent`: nothing is answered. */
  state: 'answers' | 'away' | 'silent' = 'answers';
  /** So many times nothing can be reached. */
  failNext = 0;
  /** What was asked, in its order: `probe`, `search`, `find uid=x`, `verify uid=x`. */
  readonly asked: string[] = [];
  readonly servers: RemoteServer[] = [];

  readonly open = (server: RemoteServer): RemoteDirectory => {
    this.servers.push(server);
    return {
      probe: async (_base, signal) => this.#answer('probe', signal),
      search: (query, signal) => this.#search(query.anyOf, signal),
      find: async ({ anyOf }, limit, signal) => {
        await this.#answer(
          `find ${anyOf.map(({ attribute, value }) => `${attribute}=${String(value)}`).join(' ')}`,
          signal,
        );
        return this.#found(anyOf).slice(0, limit);
      },
      verify: async (name, password, signal) => {
        await this.#answer(`verify ${name}`, signal);
        return this.people.some((person) => `uid=${person.uid}` === name && person.password === password);
      },
      [Symbol.asyncDispose]: async () => {},
    };
  };

  async *#search(anyOf: readonly RemoteAssertion[], signal: AbortSignal): AsyncGenerator<readonly RemoteEntry[]> {
    await this.#answer('search', signal);
    const found = this.#found(anyOf);
    for (let start = 0; start < found.length; start += SLICE) {
      await this.#answer('more', signal);
      yield found.slice(start, start + SLICE);
    }
  }

  #found(anyOf: readonly RemoteAssertion[]): RemoteEntry[] {
    const entries = this.people.map(entryOf);
    if (anyOf.length === 0) return entries;
    return entries.filter(({ attributes }) =>
      anyOf.some(({ attribute, rule, value }) =>
        (attributes.get(attribute.toLowerCase()) ?? []).some((octets) => {
          const text = Buffer.from(octets).toString().toLowerCase();
          const wanted = String(value).toLowerCase();
          return rule === 'equal' ? text === wanted : text >= wanted;
        }),
      ),
    );
  }

  async #answer(what: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (what !== 'more') this.asked.push(what);
    if (this.state === 'answers' && this.failNext === 0) return;
    if (this.state !== 'silent') {
      this.failNext = Math.max(0, this.failNext - 1);
      const detail = { reason: 'remote-reach', server: 'remote', said: 'connection refused' };
      throw new Failure('unavailable', 'the remote directory is away', { detail });
    }
    await new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  }
}

function entryOf({ id, uid, mail, more = {} }: RemoteRecord): RemoteEntry {
  const attributes = { entryUUID: id, uid, ...(mail === undefined ? {} : { mail }), ...more };
  return {
    name: `uid=${uid}`,
    attributes: new Map(
      Object.entries(attributes).map(([name, values]) => [
        name.toLowerCase(),
        [values].flat().map((value) => Buffer.from(value)),
      ]),
    ),
  };
}
