/** One client that is not trusted: what is found out about it, and what is decided for each recipient. */
import type { Logger } from '../../base/log.ts';
import type { NameService } from '../ports/name-service.ts';
import type { Settings } from '../settings/settings.ts';
import type { BlockLists, Listing } from './block-lists.ts';
import type { ClientLook, JudgeRequest, ReputationRefusal, ScoreFact } from './client-reputation.ts';
import { type GreylistDeps, greylistDelay } from './greylist.ts';
import { findHelloFault, type HelloDeps, type HelloFault } from './hello-fault.ts';
import { findHostName, type HostName } from './host-name.ts';
import { isWelcome } from './is-welcome.ts';
import { findMisleadingName } from './misleading-name.ts';
import type { TrafficLimits } from './traffic-limits.ts';

export interface LookDeps extends GreylistDeps, Pick<HelloDeps, 'isOurName'> {
  readonly names: NameService;
  readonly settings: Pick<Settings, 'get'>;
  readonly lists: BlockLists;
  readonly limits: TrafficLimits;
  readonly log: Logger;
}

type Listings = Promise<readonly (Listing | null)[]>;

export class StrangerLook implements ClientLook {
  readonly hostName: Promise<string | null>;
  readonly #deps: LookDeps;
  readonly #address: string;
  readonly #ending = new AbortController();
  readonly #host: Promise<HostName>;
  readonly #ofClient: Listings;
  /** Of the sender, and of the greeting, that were asked for last. */
  #ofSender: { readonly domain: string; readonly listings: Listings } | null = null;
  #hello: { readonly hello: string; readonly fault: Promise<HelloFault | null> } | null = null;

  constructor(deps: LookDeps, address: string) {
    const { names, settings, lists } = deps;
    const { signal } = this.#ending;
    this.#deps = deps;
    this.#address = address;
    this.#host = findHostName(names, address, settings.get('clientLookupTimeoutMs'), signal);
    this.hostName = this.#host.then((host) => (host.kind === 'confirmed' ? host.name : null));
    const aboutClients = lists.current().filter(({ subject }) => subject === 'client');
    this.#ofClient = Promise.all(aboutClients.map((list) => lists.findClient(list, address, signal)));
    // Nobody may ask for them; who does is told of a bug all the same.
    this.hostName.catch(() => {});
    this.#ofClient.catch(() => {});
  }

  async judge({ sender, recipient, exceptions }: JudgeRequest): Promise<ReputationRefusal | null> {
    const { limits } = this.#deps;
    const what = limits.exceeded(this.#address);
    if (what !== null) return { kind: 'too-many', what };
    const refusal =
      (await this.#judgeLists(sender, exceptions)) ?? (await this.#greylist(sender, recipient, exceptions));
    // One that is put off is counted, too: each is remembered.
    if (refusal?.kind !== 'listed') limits.add('recipients', this.#address);
    return refusal;
  }

  async scores(helo: string, sender: string, from: readonly string[]): Promise<readonly ScoreFact[]> {
    this.#deps.limits.add('messages', this.#address);
    const [listings, host, fault] = await Promise.all([this.#listings(sender), this.#host, this.#helloFault(helo)]);
    return [
      ...listings.map(scoreListing),
      ...this.#scoreHost(host),
      ...this.#scoreHello(helo, fault),
      ...this.#scoreFrom(from),
    ];
  }

  [Symbol.dispose](): void {
    this.#ending.abort();
  }

  async #judgeLists(sender: string, exceptions: readonly string[]): Promise<ReputationRefusal | null> {
    const listing = (await this.#listings(sender)).find(({ list }) => list.points === null);
    if (listing === undefined || isWelcome(sender, exceptions)) return null;
    const text = await this.#deps.lists.describe(listing, this.#ending.signal);
    return { kind: 'listed', zone: listing.list.zone, text };
  }

  async #greylist(sender: string, recipient: string, exceptions: readonly string[]): Promise<ReputationRefusal | null> {
    const { settings, log } = this.#deps;
    if (settings.get('greylisting') === 'off' || isWelcome(sender, exceptions)) return null;
    try {
      const seconds = await greylistDelay(this.#deps, { address: this.#address, sender, recipient });
      return seconds === null ? null : { kind: 'greylisted', retryAfterSeconds: seconds };
    } catch (error) {
      // What cannot be remembered would be put off for ever.
      log.warn({ error }, 'greylisting passed over: its notes cannot be read or written');
      return null;
    }
  }

  /** In the order of the setting, those of the client first. */
  async #listings(sender: string): Promise<readonly Listing[]> {
    const found = await Promise.all([this.#ofClient, this.#findSender(sender)]);
    return found.flat().filter((listing) => listing !== null);
  }

  #findSender(sender: string): Listings {
    const domain = sender.slice(sender.lastIndexOf('@') + 1);
    if (this.#ofSender?.domain === domain) return this.#ofSender.listings;
    const { lists } = this.#deps;
    const about = domain === '' ? [] : lists.current().filter(({ subject }) => subject === 'sender-domain');
    const listings = Promise.all(about.map((list) => lists.findDomain(list, domain, this.#ending.signal)));
    this.#ofSender = { domain, listings };
    return listings;
  }

  #helloFault(hello: string): Promise<HelloFault | null> {
    if (this.#hello?.hello === hello) return this.#hello.fault;
    const { names, isOurName, settings } = this.#deps;
    const deps = { names, isOurName, timeoutMs: settings.get('clientLookupTimeoutMs') };
    const fault = findHelloFault(deps, hello, this.#address, this.#ending.signal);
    this.#hello = { hello, fault };
    return fault;
  }

  #scoreHost(host: HostName): ScoreFact[] {
    if (host.kind === 'confirmed' || host.kind === 'unknown') return [];
    const text =
      host.kind === 'none'
        ? `${this.#address} has no name`
        : `${this.#address} is called ${host.name}, which does not lead back to it`;
    return [{ rule: 'reverse-dns', score: this.#deps.settings.get('reverseNameScore'), text }];
  }

  #scoreHello(hello: string, fault: HelloFault | null): ScoreFact[] {
    if (fault === null) return [];
    const { settings } = this.#deps;
    const score = settings.get(fault.kind === 'false' ? 'falseHelloScore' : 'doubtfulHelloScore');
    return [{ rule: 'helo', score, text: `the client calls itself ${hello}: ${fault.text}` }];
  }

  #scoreFrom(from: readonly string[]): ScoreFact[] {
    const found = findMisleadingName(from);
    if (found === null) return [];
    const text = `the name in From shows ${found.shown}, the mailbox behind it is ${found.mailbox}`;
    return [{ rule: 'from-name', score: this.#deps.settings.get('misleadingNameScore'), text }];
  }
}

/** A list that refuses has no points: whoever gets the message all the same wanted it. */
function scoreListing({ list, subject }: Listing): ScoreFact {
  return { rule: `dnsbl:${list.zone}`, score: list.points ?? 0, text: `${subject} is listed by ${list.zone}` };
}
