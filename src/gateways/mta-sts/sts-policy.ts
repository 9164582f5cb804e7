/** The policy that a domain publishes, and the record that says that it does. RFC 8461 sections 3.1 and 3.2 */
import { Failure } from '../../base/failure.ts';

export interface StsPolicy {
  readonly mode: 'enforce' | 'testing' | 'none';
  readonly maxAgeSeconds: number;
  /** Host names, lower case; one may begin with `*.`, which stands for exactly one label. */
  readonly mx: readonly string[];
  /** The lines as they were published, for reports. RFC 8460 section 4.5 */
  readonly lines: readonly string[];
}

/** What a policy may be long. RFC 8461 section 3.3 */
export const MAX_POLICY_BYTES = 64 * 1024;
const MAX_HOSTS = 200;
/** One year. RFC 8461 section 3.2 */
const MAX_AGE_SECONDS = 31_557_600;

const RECORD = /^v=STSv1[ \t]*;/;
const RECORD_ID = /^[A-Za-z0-9]{1,32}$/;
const KEY = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$/;
const MX_PATTERN = /^(?:\*|[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/;

/** The id of the one record among the TXT records of `_mta-sts.DOMAIN`; null where there is not exactly one. */
export function readPolicyId(records: readonly string[]): string | null {
  const [record, ...more] = records.filter((text) => RECORD.test(text));
  if (record === undefined || more.length > 0) return null;
  for (const field of record.split(';').slice(1)) {
    const [key = '', value = ''] = field.split('=').map((part) => part.trim());
    if (key === 'id') return RECORD_ID.test(value) ? value : null;
  }
  return null;
}

/** Throws Failure `invalid`, with a message that says what is wrong. */
export function parsePolicy(text: string): StsPolicy {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const fields = new Map<string, string>();
  const mx: string[] = [];
  for (const line of lines) {
    // By no pattern for all of it: white space within a long value would keep that one busy for hours.
    const colon = line.indexOf(':');
    const key = line.slice(0, Math.max(colon, 0)).trim();
    const value = line.slice(colon + 1).trim();
    if (key === 'mx') mx.push(readPattern(value));
    else if (KEY.test(key) && !fields.has(key)) fields.set(key, value);
  }
  if (fields.get('version') !== 'STSv1') throw invalid('not version STSv1');
  const mode = fields.get('mode');
  if (mode !== 'enforce' && mode !== 'testing' && mode !== 'none') throw invalid('no known mode');
  const age = fields.get('max_age') ?? '';
  if (!/^\d{1,10}$/.test(age)) throw invalid('no max_age');
  if (mx.length > MAX_HOSTS) throw invalid('too many hosts');
  if (mode !== 'none' && mx.length === 0) throw invalid('no hosts');
  return { mode, maxAgeSeconds: Math.min(Number(age), MAX_AGE_SECONDS), mx, lines: lines.map((line) => line.trim()) };
}

/** RFC 8461 section 4.1 */
export function isHostOfPolicy({ mx }: StsPolicy, host: string): boolean {
  const name = host.toLowerCase();
  return mx.some((pattern) => {
    if (!pattern.startsWith('*.')) return pattern === name;
    const dot = name.indexOf('.');
    return dot > 0 && name.slice(dot) === pattern.slice(1);
  });
}

function readPattern(value: string): string {
  const pattern = value.toLowerCase().replace(/\.$/, '');
  if (!MX_PATTERN.test(pattern)) throw invalid('a host that is no name');
  return pattern;
}

function invalid(message: string): Failure {
  return new Failure('invalid', message);
}
