/** Looking up clients and domains in the block lists of the settings: RFC 5782. */
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import { NetworkSet } from '../../base/network.ts';
import type { NameService } from '../ports/name-service.ts';
import type { Settings } from '../settings/settings.ts';
import { askInTime } from './ask-in-time.ts';
import { type BlockList, isCounted, parseBlockList } from './block-list.ts';
import { BlockListHealth, type ListedKind } from './block-list-health.ts';
import { reversedAddress } from './reversed-address.ts';

export interface Listing {
  readonly list: BlockList;
  /** What is listed: an address or a domain. */
  readonly subject: string;
  /** Where its reason may stand as TXT. */
  readonly name: string;
}

export interface BlockListsDeps {
  readonly names: Pick<NameService, 'ipv4' | 'txt'>;
  readonly settings: Pick<Settings, 'get'>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Of every site, and so listed by nobody: whoever runs a list need not learn who is in ours. */
const PRIVATE_NETWORKS = new NetworkSet([
  ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '169.254.0.0/16'],
  ...['fc00::/7', 'fe80::/10'],
]);
/** Of what a list says of its reason; the whole must fit into one line of a reply. */
const MAX_REASON_CHARACTERS = 200;

export class BlockLists {
  readonly #deps: BlockListsDeps;
  readonly #health: BlockListHealth;
  #texts: readonly string[] = [];
  #lists: readonly BlockList[] = [];

  constructor(deps: BlockListsDeps) {
    this.#deps = deps;
    const ask = (name: string) => askInTime((signal) => deps.names.ipv4(name, signal), this.#timeoutMs);
    this.#health = new BlockListHealth({ ...deps, ask });
  }

  /** Those in force, in the order in which they were set. */
  current(): readonly BlockList[] {
    const texts = this.#deps.settings.get('dnsBlockLists');
    if (texts !== this.#texts) {
      this.#texts = texts;
      this.#lists = texts.map(parseBlockList);
      this.#health.keepOnly(new Set(this.#lists.map(({ zone }) => zone)));
    }
    return this.#lists;
  }

  /** Whether this list holds the client, who is not asked for in a private network. Null also where the list fails its tests, is silent, or means something else. */
  findClient(list: BlockList, address: string, signal: AbortSignal): Promise<Listing | null> {
    const reversed = PRIVATE_NETWORKS.has(address) ? null : reversedAddress(address);
    const kind = address.includes(':') ? 'ipv6' : 'ipv4';
    return reversed === null ? NOT_LISTED : this.#find(list, kind, address, reversed, signal);
  }

  /** The same of a domain in A-labels. */
  findDomain(list: BlockList, domain: string, signal: AbortSignal): Promise<Listing | null> {
    return domain.startsWith('[') ? NOT_LISTED : this.#find(list, 'domain', domain, domain, signal);
  }

  /** What the client is told: one line of printable ASCII with the list's own reason, where it gives one. */
  async describe({ list, subject, name }: Listing, signal: AbortSignal): Promise<string> {
    const { names } = this.#deps;
    const answer = await askInTime((limit) => names.txt(name, limit), this.#timeoutMs, signal);
    const reason = answer.kind === 'found' ? clean(answer.records[0] ?? '') : '';
    return `${subject} is listed by ${list.zone}${reason === '' ? '' : `: ${reason}`}`;
  }

  get #timeoutMs(): number {
    return this.#deps.settings.get('clientLookupTimeoutMs');
  }

  async #find(
    list: BlockList,
    kind: ListedKind,
    subject: string,
    entry: string,
    signal: AbortSignal,
  ): Promise<Listing | null> {
    const { zone } = list;
    const known = this.#health.known(zone, kind);
    if (known !== null && known !== 'sound') return null;
    const name = `${entry}.${zone}`;
    const { names } = this.#deps;
    const [answer] = await Promise.all([
      askInTime((limit) => names.ipv4(name, limit), this.#timeoutMs, signal),
      this.#health.current(zone, kind),
    ]);
    // A client that has gone says nothing of the list.
    if (!signal.aborted) this.#health.noteAnswer(zone, kind, answer.kind !== 'failed');
    if (answer.kind !== 'found' || !answer.records.some((address) => isCounted(list, address))) return null;
    return (await this.#health.recent(zone, kind)) === 'sound' ? { list, subject, name } : null;
  }
}

const NOT_LISTED = Promise.resolve(null);

function clean(text: string): string {
  const oneLine = text
    .replace(/[^\x20-\x7e]+/g, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  return oneLine.slice(0, MAX_REASON_CHARACTERS).trimEnd();
}
