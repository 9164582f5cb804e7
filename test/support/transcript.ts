/**
 * Plays a written conversation against a server over real sockets, and fails where the server says something else.
 *
 * ```
 * C: a1 CREATE "Projects"        the client sends this line
 * C+: a1 APPEND x {3+}␍␊abc      the same without a line end; ␍ ␊ ␀ ␉ stand for their octets, others go as UTF-8
 * S: a1 OK [MAILBOXID ({id})] …  the next line of the server; {name} captures, … is anything, and a name that was
 *                                captured stands for what it was, in C lines too
 * S: ...                         any lines, up to the next one expected
 * S*: * 1 FETCH …                lines under one another with S*: come in any order
 * S!: * … EXPUNGE                does not come before the client speaks again; stands above what does come
 * S: ␄                           the server closes the connection
 * C2: … S2: …                    another connection, made when it is first spoken of
 * ```
 */
import { RawClient } from './raw-client.ts';

export interface TranscriptOptions {
  /** What happens on each connection before its first line: greeting, signing in. */
  readonly prepare?: (client: RawClient, connection: string) => Promise<void>;
  /** How a connection is made; the default is plain TCP. */
  readonly open?: (port: number) => Promise<RawClient>;
  /** Silence after which the server is taken to have nothing to say. */
  readonly patienceMs?: number;
}

export type Captures = Record<string, string>;

/** Resolves with what was captured. The connections are closed at the end. */
export async function transcript(
  { port }: { readonly port: number },
  script: string,
  { prepare = async () => {}, open = RawClient.open, patienceMs = 20_000 }: TranscriptOptions = {},
): Promise<Captures> {
  using player = new Player(async (name) => {
    const client = await open(port);
    await prepare(client, name);
    return client;
  }, patienceMs);
  for (const step of parseScript(script)) await player.play(step);
  await player.finish();
  return player.captures;
}

interface Step {
  readonly kind: 'client' | 'client-open' | 'server' | 'server-any-order' | 'server-never';
  readonly connection: string;
  readonly text: string;
  readonly line: number;
}

const KINDS = {
  C: 'client',
  'C+': 'client-open',
  S: 'server',
  'S*': 'server-any-order',
  'S!': 'server-never',
} as const;

function parseScript(script: string): Step[] {
  const steps: Step[] = [];
  for (const [index, source] of script.split('\n').entries()) {
    if (source.trim() === '') continue;
    const match = /^\s*([CS])(\d*)([+*!]?):(?: (.*))?$/.exec(source);
    const kind = match === null ? undefined : KINDS[`${match[1]}${match[3]}` as keyof typeof KINDS];
    if (match === null || kind === undefined) throw new Error(`transcript line ${index + 1}: ${source}`);
    steps.push({ kind, connection: match[2] ?? '', text: match[4] ?? '', line: index + 1 });
  }
  return steps;
}

/** One connection with what is expected of it. */
interface Party {
  readonly client: RawClient;
  readonly never: RegExp[];
  /** Patterns of S*: lines that have not come yet. */
  unordered: Step[];
  /** Lines that match nothing are passed over, up to the next expected one. */
  isSkipping: boolean;
}

class Player implements Disposable {
  readonly captures: Captures = {};
  readonly #open: (name: string) => Promise<RawClient>;
  readonly #patienceMs: number;
  readonly #parties = new Map<string, Party>();

  constructor(open: (name: string) => Promise<RawClient>, patienceMs: number) {
    this.#open = open;
    this.#patienceMs = patienceMs;
  }

  async play(step: Step): Promise<void> {
    const party = await this.#party(step.connection);
    if (step.kind === 'server-any-order') {
      party.unordered.push(step);
      return;
    }
    if (step.kind === 'client' || step.kind === 'client-open') {
      await this.#settle(party);
      party.never.length = 0;
      const text = toOctets(this.#fill(step.text));
      party.client.send(step.kind === 'client' ? `${text}\r\n` : text);
    } else if (step.kind === 'server-never') party.never.push(this.#pattern(step.text));
    else if (step.text === '...') party.isSkipping = true;
    else {
      await this.#settle(party);
      if (step.text === '␄') await this.#expectEnd(party, step);
      else await this.#expect(party, step);
    }
  }

  /** What is expected in any order may stand at the end. */
  async finish(): Promise<void> {
    for (const party of this.#parties.values()) await this.#settle(party);
  }

  /** What is expected in any order has come. */
  async #settle(party: Party): Promise<void> {
    while (party.unordered.length > 0) {
      const line = await this.#line(party, party.unordered[0]);
      const found = party.unordered.findIndex((step) => this.#matches(step, line));
      if (found >= 0) party.unordered.splice(found, 1);
      else if (!party.isSkipping) throw mismatch(party.unordered[0], line);
    }
  }

  async #expect(party: Party, step: Step): Promise<void> {
    for (;;) {
      const line = await this.#line(party, step);
      if (this.#matches(step, line)) break;
      if (!party.isSkipping) throw mismatch(step, line);
    }
    party.isSkipping = false;
  }

  async #expectEnd(party: Party, step: Step): Promise<void> {
    const rest = await this.#inTime(party.client.rest(), step);
    if (rest !== '' && !party.isSkipping) throw mismatch(step, rest);
  }

  async #line(party: Party, step: Step): Promise<string> {
    const line = toText(await this.#inTime(party.client.line(), step));
    const forbidden = party.never.find((pattern) => pattern.test(line));
    if (forbidden !== undefined) throw new Error(`transcript line ${step.line}: must not come: ${line}`);
    return line;
  }

  async #inTime<T>(waiting: Promise<T>, step: Step): Promise<T> {
    const { promise, reject } = Promise.withResolvers<never>();
    const message = `transcript line ${step.line}: nothing came, expected: ${step.text}`;
    const timer = setTimeout(() => reject(new Error(message)), this.#patienceMs);
    try {
      return await Promise.race([waiting, promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #party(name: string): Promise<Party> {
    const known = this.#parties.get(name);
    if (known !== undefined) return known;
    const party = { client: await this.#open(name), never: [], unordered: [], isSkipping: false };
    this.#parties.set(name, party);
    return party;
  }

  #matches(step: Step, line: string): boolean {
    const match = this.#pattern(step.text).exec(line);
    if (match === null) return false;
    Object.assign(this.captures, match.groups);
    return true;
  }

  #pattern(text: string): RegExp {
    const parts = text.split(/(\{[a-z]\w*\}|…)/i).map((part) => {
      if (part === '…') return '.*';
      const name = /^\{([a-z]\w*)\}$/i.exec(part)?.[1];
      if (name === undefined) return escapePattern(part);
      const known = this.captures[name];
      return known === undefined ? `(?<${name}>.+?)` : escapePattern(known);
    });
    return new RegExp(`^${parts.join('')}$`, 's');
  }

  #fill(text: string): string {
    return text.replace(/\{([a-z]\w*)\}/gi, (whole, name: string) => this.captures[name] ?? whole);
  }

  [Symbol.dispose](): void {
    for (const { client } of this.#parties.values()) client[Symbol.dispose]();
  }
}

function mismatch(step: Step, line: string): Error {
  return new Error(`transcript line ${step.line}\n  expected: ${step.text}\n  received: ${line}`);
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

const PICTURES: Readonly<Record<string, string>> = { '␍': '\r', '␊': '\n', '␀': '\0', '␉': '\t' };

function toOctets(text: string): string {
  return Buffer.from(text.replace(/[␍␊␀␉]/g, (picture) => PICTURES[picture])).toString('latin1');
}

function toText(octets: string): string {
  return Buffer.from(octets, 'latin1').toString('utf8');
}
