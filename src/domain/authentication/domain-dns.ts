/** What a domain publishes in DNS so that its mail arrives, and whether it does. */
import { isDmarcRecord, parseDmarcRecord } from '../../formats/dmarc/dmarc-record.ts';
import type { DkimKey } from '../ports/directory.ts';
import type { DnsAnswer, NameService, SrvRecord } from '../ports/name-service.ts';
import type { Settings } from '../settings/settings.ts';
import type { DkimKeys } from './dkim-keys.ts';
import { dkimRecord } from './make-dkim-key.ts';

export interface DnsRecord {
  readonly purpose: 'mx' | 'spf' | 'dkim' | 'dmarc' | 'tls-reports' | 'service';
  readonly name: string;
  readonly type: 'MX' | 'TXT' | 'SRV' | 'CNAME';
  /** As it would stand in a zone file, without quotes. */
  readonly value: string;
  /** Mail arrives without it, too. */
  readonly isOptional: boolean;
}

export interface CheckedDnsRecord extends DnsRecord {
  /** Records of that name and type that are of the same kind. */
  readonly found: readonly string[];
  /** `different`: there is one, and it does not do what is needed. `unknown`: DNS does not answer. */
  readonly state: 'ok' | 'missing' | 'different' | 'unknown';
}

export interface DomainDns {
  /** Throws Failure `not-found`. */
  records(domain: string): Promise<readonly DnsRecord[]>;
  /** Looks each of them up, at the same time. Throws Failure `not-found`. */
  check(domain: string, signal: AbortSignal): Promise<readonly CheckedDnsRecord[]>;
}

export interface DomainDnsDeps {
  readonly keys: Pick<DkimKeys, 'list'>;
  readonly names: NameService;
  readonly settings: Settings;
  /** The name under which this server takes mail. */
  readonly hostname: string;
  /** By which programs find the services. */
  readonly serviceRecords: (domain: string) => readonly DnsRecord[];
}

export function createDomainDns({ keys, names, settings, hostname, serviceRecords }: DomainDnsDeps): DomainDns {
  const records = async (domain: string) => {
    const ofKeys = await keys.list(domain);
    const reportAddress = settings.get('reportAddress');
    return [...domainRecords({ domain, hostname, keys: ofKeys, reportAddress }), ...serviceRecords(domain)];
  };
  return {
    records,
    check: async (domain, signal) =>
      Promise.all((await records(domain)).map((record) => checkDnsRecord(record, names, hostname, signal))),
  };
}

interface DomainFacts {
  readonly domain: string;
  readonly hostname: string;
  readonly keys: readonly DkimKey[];
  /** Empty for none. */
  readonly reportAddress: string;
}

/**
 * In the order in which one would set them. MTA-STS is not among them: the record would promise a policy that nobody
 * serves.
 */
export function domainRecords({ domain, hostname, keys, reportAddress }: DomainFacts): DnsRecord[] {
  const reports = reportAddress === '' ? `postmaster@${domain}` : reportAddress;
  const text = (purpose: DnsRecord['purpose'], name: string, value: string, isOptional = false): DnsRecord => ({
    purpose,
    name: name === '' ? domain : `${name}.${domain}`,
    type: 'TXT',
    value,
    isOptional,
  });
  return [
    { purpose: 'mx', name: domain, type: 'MX', value: `10 ${hostname}.`, isOptional: false },
    text('spf', '', 'v=spf1 mx -all'),
    ...keys.map((key) => text('dkim', `${key.selector}._domainkey`, dkimRecord(key), key.state === 'retired')),
    // To begin with: what else sends in the name of the domain is seen in the reports before it is refused anywhere.
    text('dmarc', '_dmarc', `v=DMARC1; p=none; rua=mailto:${reports}`),
    text('tls-reports', '_smtp._tls', `v=TLSRPTv1; rua=mailto:${reports}`, true),
  ];
}

/** Never rejects but with the reason of the signal. */
export async function checkDnsRecord(
  record: DnsRecord,
  names: NameService,
  hostname: string,
  signal: AbortSignal,
): Promise<CheckedDnsRecord> {
  if (record.type === 'SRV') {
    const answer = await names.srv(record.name, signal);
    const found = recordsOf(answer).map(formatSrv);
    return { ...record, found, state: stateOf(answer, found, found.some(leadsTo(record.value))) };
  }
  if (record.type === 'CNAME') {
    const answer = await names.alias(record.name, signal);
    const found = recordsOf(answer).map((name) => `${name}.`);
    if (found.includes(record.value)) return { ...record, found, state: 'ok' };
    return checkAddresses(record, found, names, signal);
  }
  if (record.type === 'MX') {
    const answer = await names.mx(record.name, signal);
    const found = recordsOf(answer).map(({ preference, exchange }) => `${preference} ${exchange}.`);
    const isThere = recordsOf(answer).some(({ exchange }) => exchange === hostname);
    return { ...record, found, state: stateOf(answer, found, isThere) };
  }
  const answer = await names.txt(record.name, signal);
  const found = recordsOf(answer).filter(KINDS[record.purpose] ?? (() => true));
  return { ...record, found, state: stateOf(answer, found, serves(record, found, hostname)) };
}

/** Another record than an alias does as well, if it leads to the same place. */
async function checkAddresses(
  record: DnsRecord,
  aliases: readonly string[],
  names: NameService,
  signal: AbortSignal,
): Promise<CheckedDnsRecord> {
  const wanted = record.value.replace(/\.$/, '');
  const [answer, target] = await Promise.all([names.addresses(record.name, signal), names.addresses(wanted, signal)]);
  const there = recordsOf(target);
  const found = [...aliases, ...recordsOf(answer)];
  return {
    ...record,
    found,
    state: stateOf(
      answer,
      found,
      recordsOf(answer).some((address) => there.includes(address)),
    ),
  };
}

function recordsOf<T>(answer: DnsAnswer<T>): readonly T[] {
  return answer.kind === 'found' ? answer.records : [];
}

function stateOf(answer: DnsAnswer<unknown>, found: readonly string[], isRight: boolean): CheckedDnsRecord['state'] {
  if (answer.kind === 'failed') return 'unknown';
  return found.length === 0 ? 'missing' : isRight ? 'ok' : 'different';
}

function formatSrv({ priority, weight, port, target }: SrvRecord): string {
  return `${priority} ${weight} ${port} ${target}.`;
}

/** Whether a record names the same port and host; which one of several is taken first is for the administrator to say. */
function leadsTo(wanted: string): (found: string) => boolean {
  const placeOf = (value: string) => value.split(' ').slice(2).join(' ');
  return (found) => placeOf(found) === placeOf(wanted);
}

/** Which TXT records of a name are of the kind: a domain has others beside SPF. */
const KINDS: Readonly<Partial<Record<DnsRecord['purpose'], (text: string) => boolean>>> = {
  spf: (text) => /^v=spf1(?: |$)/i.test(text),
  dmarc: isDmarcRecord,
  'tls-reports': (text) => /^v=TLSRPTv1\s*;/.test(text),
};

/** Whether what is published does what the suggested one would do; it need not be the same. */
function serves({ purpose, value }: DnsRecord, found: readonly string[], hostname: string): boolean {
  const [text, ...more] = found;
  if (text === undefined || more.length > 0) return false;
  switch (purpose) {
    case 'spf':
      return text
        .toLowerCase()
        .split(' ')
        .some((term) => /^\+?(?:mx|a|ip4:.+|ip6:.+|include:.+|redirect=.+)$/.test(term) || term === `a:${hostname}`);
    case 'dkim':
      return publicKeyOf(text) === publicKeyOf(value);
    case 'dmarc':
      return parseDmarcRecord(text) !== null;
    default:
      return true;
  }
}

/** The tag `p=`: some tools add white space, and other tags. */
function publicKeyOf(text: string): string | undefined {
  return /(?:^|;)\s*p\s*=([^;]*)/.exec(text)?.[1]?.replace(/\s/g, '');
}
