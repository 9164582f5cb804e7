/**
 * Matching rules: each turns a value into the form in which two values are the same, or one comes before the other.
 * RFC 4517 section 4.2, RFC 4518 (preparation of strings), RFC 4530 section 2.3
 */
import { foldPhone } from '../../../base/fold-phone.ts';
import { foldText } from '../../../base/text.ts';

export interface MatchingRule {
  readonly oid: string;
  readonly name: string;
  /** Syntax of what is asserted. */
  readonly syntax: string;
  readonly kind: 'equality' | 'ordering' | 'substrings';
  readonly form: ValueForm;
}

/** The comparable form of a value; null for one that its syntax does not allow. */
export type ValueForm = (value: string) => string | null;

const SYNTAX = '1.3.6.1.4.1.1466.115.121.1';
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(?:(\d\d)(\d\d)?)?(?:[.,](\d{1,9}))?(Z|[+-]\d\d(?:\d\d)?)$/;
/** Of an hour, a minute, a second. */
const UNITS_MS = [3_600_000, 60_000, 1000] as const;
/** Milliseconds since the year 0, so that none is below 0, as texts of this many digits. */
const TIME_DIGITS = 16;
const YEAR_0_MS = Date.parse('0000-01-01T00:00:00Z');
const INTEGER = /^-?(?:0|[1-9]\d{0,38})$/;
/** Integers are compared as texts of this many digits. */
const INTEGER_DIGITS = 40;

/** Runs of spaces count as one, those at the ends not at all: RFC 4518 section 2.6.1. */
const collapseSpaces = (text: string) => text.replaceAll(/\s+/gu, ' ').trim();
const ignoreCase: ValueForm = (value) => collapseSpaces(foldText(value));
const exactCase: ValueForm = (value) => collapseSpaces(value.normalize('NFKC'));
const telephone: ValueForm = foldPhone;
const verbatim: ValueForm = (value) => value;
const truth: ValueForm = (value) => (/^(?:TRUE|FALSE)$/i.test(value) ? value.toUpperCase() : null);
const uuid: ValueForm = (value) => (UUID.test(value.toLowerCase()) ? value.toLowerCase() : null);

/** So that the order of texts is the order of numbers, also below 0. */
const integer: ValueForm = (value) => {
  if (!INTEGER.test(value)) return null;
  const number = BigInt(value);
  return String(number + 10n ** BigInt(INTEGER_DIGITS - 1)).padStart(INTEGER_DIGITS, '0');
};

/** RFC 4517 section 3.3.13: in UTC, with what is not given at its lowest. A fraction is one of the last unit given. */
const time: ValueForm = (value) => {
  const match = TIME.exec(value);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, fraction = '0', zone = 'Z'] = match;
  const offset = zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3) || '00'}`;
  const whole = Date.parse(`${year}-${month}-${day}T${hour}:${minute ?? '00'}:${second ?? '00'}${offset}`);
  if (Number.isNaN(whole)) return null;
  const unitMs = UNITS_MS[minute === undefined ? 0 : second === undefined ? 1 : 2];
  const ms = whole - YEAR_0_MS + Math.round(Number(`0.${fraction}`) * unitMs);
  return ms < 0 ? null : String(ms).padStart(TIME_DIGITS, '0');
};

const row = (oid: string, name: string, syntax: string, kind: MatchingRule['kind'], form: ValueForm): MatchingRule => ({
  oid,
  name,
  syntax: syntax.startsWith('.') ? SYNTAX + syntax : syntax,
  kind,
  form,
});

/** The forms that only whoever knows the schema can tell: of distinguished names, and of names of attributes and classes. */
export interface SchemaForms {
  readonly name: ValueForm;
  readonly identifier: ValueForm;
}

export function matchingRules({ name: nameForm, identifier }: SchemaForms): readonly MatchingRule[] {
  const firstComponent: ValueForm = (value) => identifier(/^\(\s*([^\s()']+)/.exec(value)?.[1] ?? value);
  return [
    row('2.5.13.0', 'objectIdentifierMatch', '.38', 'equality', identifier),
    row('2.5.13.1', 'distinguishedNameMatch', '.12', 'equality', nameForm),
    row('2.5.13.2', 'caseIgnoreMatch', '.15', 'equality', ignoreCase),
    row('2.5.13.3', 'caseIgnoreOrderingMatch', '.15', 'ordering', ignoreCase),
    row('2.5.13.4', 'caseIgnoreSubstringsMatch', '.58', 'substrings', ignoreCase),
    row('2.5.13.5', 'caseExactMatch', '.15', 'equality', exactCase),
    row('2.5.13.6', 'caseExactOrderingMatch', '.15', 'ordering', exactCase),
    row('2.5.13.7', 'caseExactSubstringsMatch', '.58', 'substrings', exactCase),
    row('2.5.13.13', 'booleanMatch', '.7', 'equality', truth),
    row('2.5.13.14', 'integerMatch', '.27', 'equality', integer),
    row('2.5.13.15', 'integerOrderingMatch', '.27', 'ordering', integer),
    row('2.5.13.17', 'octetStringMatch', '.40', 'equality', verbatim),
    row('2.5.13.20', 'telephoneNumberMatch', '.50', 'equality', telephone),
    row('2.5.13.21', 'telephoneNumberSubstringsMatch', '.58', 'substrings', telephone),
    row('2.5.13.27', 'generalizedTimeMatch', '.24', 'equality', time),
    row('2.5.13.28', 'generalizedTimeOrderingMatch', '.24', 'ordering', time),
    row('2.5.13.29', 'integerFirstComponentMatch', '.27', 'equality', (value) =>
      integer(/^\(\s*(-?\d+)/.exec(value)?.[1] ?? value),
    ),
    row('2.5.13.30', 'objectIdentifierFirstComponentMatch', '.38', 'equality', firstComponent),
    row('1.3.6.1.4.1.1466.109.114.1', 'caseExactIA5Match', '.26', 'equality', exactCase),
    row('1.3.6.1.4.1.1466.109.114.2', 'caseIgnoreIA5Match', '.26', 'equality', ignoreCase),
    row('1.3.6.1.4.1.1466.109.114.3', 'caseIgnoreIA5SubstringsMatch', '.58', 'substrings', ignoreCase),
    row('1.3.6.1.1.16.2', 'UUIDMatch', '1.3.6.1.1.16.1', 'equality', uuid),
    row('1.3.6.1.1.16.3', 'UUIDOrderingMatch', '1.3.6.1.1.16.1', 'ordering', uuid),
  ];
}
