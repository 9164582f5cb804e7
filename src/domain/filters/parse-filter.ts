/** Content filters as the administrator writes them: `virus clamd /run/clamav/clamd.ctl down=pass`. */
import { Failure } from '../../base/failure.ts';
import { parseDuration, parseSize } from '../../base/quantity.ts';
import type { FilterAddress, FilterConfig } from '../ports/content-filter.ts';

const KB = 1024;
const MB = 1024 * KB;
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/;
/** sun_path of unix(7) has room for 107 bytes. */
const MAX_SOCKET_PATH_BYTES = 107;
const LEAST_TIMEOUT_MS = 1000;
/** A client waits 10 minutes for the reply to its message. RFC 5321 section 4.5.3.2.6 */
const LONGEST_TIMEOUT_MS = 8 * 60_000;
const LARGEST_MESSAGE_BYTES = 1024 * MB;

type Defaults = Pick<FilterConfig, 'timeoutMs' | 'maxBytes'>;

const DEFAULTS: Readonly<Record<FilterConfig['kind'], Defaults>> = {
  // StreamMaxLength of clamd is 25M unless its administrator says otherwise.
  clamd: { timeoutMs: 60_000, maxBytes: 25 * MB },
  // As spamc has it.
  spamd: { timeoutMs: 60_000, maxBytes: 500 * KB },
  milter: { timeoutMs: 60_000, maxBytes: LARGEST_MESSAGE_BYTES },
  smtp: { timeoutMs: 180_000, maxBytes: LARGEST_MESSAGE_BYTES },
};

/**
 * `NAME KIND ADDRESS`, then options in any order: `scope=incoming`, `timeout=30s`, `down=pass`, `infected=quarantine`,
 * `max=10M`. An address is the path of a Unix socket, or a host and a port. Throws Failure `invalid`.
 */
export function parseFilter(text: string): FilterConfig {
  const [name = '', kind = '', address = '', ...options] = text.trim().split(/\s+/);
  if (!NAME.test(name) || !isKind(kind)) throw invalid('a filter has a name and a kind');
  const given = new Map<string, string>();
  for (const option of options) {
    const [, key = '', value = ''] = /^([a-z]+)=(.+)$/.exec(option) ?? [];
    if (key === '' || given.has(key)) throw invalid(`not an option: ${option}`);
    given.set(key, value);
  }
  const config: FilterConfig = {
    name,
    kind,
    address: parseAddress(address),
    scope: take(given, 'scope', ['both', 'incoming', 'outgoing']),
    whenDown: take(given, 'down', ['defer', 'pass']),
    onInfected: kind === 'clamd' ? take(given, 'infected', ['reject', 'quarantine']) : 'reject',
    timeoutMs:
      takeNumber(given, 'timeout', parseDuration, LEAST_TIMEOUT_MS, LONGEST_TIMEOUT_MS) ?? DEFAULTS[kind].timeoutMs,
    maxBytes:
      (isScanner(kind) ? takeNumber(given, 'max', (size) => parseSize(size, 'b'), KB, LARGEST_MESSAGE_BYTES) : null) ??
      DEFAULTS[kind].maxBytes,
  };
  for (const key of given.keys()) throw invalid(`no such option: ${key}`);
  return config;
}

/** What is wrong with filters that are each right. One that takes the message has to be the last. */
export function findConflict(filters: readonly FilterConfig[]): string | null {
  const names = new Set<string>();
  for (const [index, { name, kind }] of filters.entries()) {
    if (names.has(name.toLowerCase())) return name;
    names.add(name.toLowerCase());
    if (kind === 'smtp' && index < filters.length - 1) return name;
  }
  return null;
}

function isKind(kind: string): kind is FilterConfig['kind'] {
  return Object.hasOwn(DEFAULTS, kind);
}

function isScanner(kind: FilterConfig['kind']): boolean {
  return kind === 'clamd' || kind === 'spamd';
}

function parseAddress(text: string): FilterAddress {
  if (text.startsWith('/') && Buffer.byteLength(text) <= MAX_SOCKET_PATH_BYTES) return { kind: 'unix', path: text };
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined || port < 1 || port > 65_535) throw invalid('an address is a path or a host and a port');
  return { kind: 'tcp', host, port };
}

/** The first choice is the default. */
function take<const T extends string>(given: Map<string, string>, key: string, choices: readonly [T, ...T[]]): T {
  const value = given.get(key);
  given.delete(key);
  if (value === undefined) return choices[0];
  const choice = choices.find((one) => one === value);
  if (choice === undefined) throw invalid(`${key} is one of ${choices.join(', ')}`);
  return choice;
}

function takeNumber(
  given: Map<string, string>,
  key: string,
  parse: (text: string) => number,
  min: number,
  max: number,
): number | null {
  const value = given.get(key);
  given.delete(key);
  if (value === undefined) return null;
  const number = parse(value);
  if (number < min || number > max) throw invalid(`${key} is out of range`);
  return number;
}

function invalid(message: string): Failure {
  return new Failure('invalid', message);
}
