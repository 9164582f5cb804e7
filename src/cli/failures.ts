/** Failures on the command line: an exit code and a sentence. */
import type { TextKey, Translate } from '../../locales/index.ts';
import { textValues } from '../../locales/text-values.ts';
import type { Failure, FailureCode } from '../base/failure.ts';
import type { ValueProblemKind } from '../base/value-problem.ts';

/**
 * What was typed cannot be: no such command or option, something missing, a value that can never be accepted there,
 * whether the command or the server found out.
 */
export const EXIT_USAGE = 2;
/** `mailroom check` or `mailroom domain dns --check` found something. */
export const EXIT_FINDINGS = 3;
/** What came in a file or on standard input cannot be accepted. EX_DATAERR of sysexits.h */
export const EXIT_DATA = 65;
/** The configuration or the data directory cannot be used: starting again would not help. EX_CONFIG of sysexits.h */
export const EXIT_CONFIG = 78;

/** Stable: scripts depend on them, and docs/command-line.md has them. Those from 64 on mean what sysexits.h says. */
export const EXIT_CODES = {
  invalid: EXIT_USAGE,
  'not-found': 4,
  'already-exists': 5,
  'in-use': 6,
  conflict: 7,
  'too-large': EXIT_DATA,
  'too-many': EXIT_DATA,
  unsupported: EXIT_DATA,
  'over-quota': 73,
  'no-space': 73,
  unavailable: 69,
  'no-permission': 77,
  'authentication-failed': 77,
  disabled: 77,
} as const satisfies Record<FailureCode, number>;

/** Fields that no argument carries: they are read from a file or from standard input, unless they are not given at all. */
const FROM_INPUT: readonly unknown[] = ['password', 'csv'];

/** What is wrong with the command line itself, or with the configuration, says so in `detail.origin`. */
export function exitCodeOf({ code, detail }: Pick<Failure, 'code' | 'detail'>): number {
  if (detail.origin === 'command-line') return EXIT_USAGE;
  if (detail.origin === 'configuration') return EXIT_CONFIG;
  const isInput = FROM_INPUT.includes(detail.field) && detail.problem !== 'missing';
  return code === 'invalid' && isInput ? EXIT_DATA : EXIT_CODES[code];
}

/**
 * The sentence for a failure: the most particular text that the catalogue has for its code and detail.
 *
 * @param typed what the field that is wrong is called where it was typed: `--to`.
 */
export function failureText(
  t: Translate,
  failure: Pick<Failure, 'code' | 'message' | 'detail'>,
  typed: string | null = null,
): string {
  const { code, message, detail } = failure;
  const particular = particularKey(code, detail);
  const values = { message, dependents: '', ...textValues(detail), ...(typed === null ? {} : { field: typed }) };
  return t(particular ?? (`failure.${code}` as TextKey), values);
}

const VALUE_TEXTS = {
  missing: 'failure.value.missing',
  empty: 'failure.value.empty',
  'wrong-type': 'failure.value.wrong-type',
  'not-a-number': 'failure.value.not-a-number',
  'not-a-number-or-none': 'failure.value.not-a-number-or-none',
  'not-a-size': 'failure.value.not-a-size',
  'not-a-quota': 'failure.value.not-a-quota',
  'not-a-duration': 'failure.value.not-a-duration',
  'not-a-time': 'failure.value.not-a-time',
  'not-a-network': 'failure.value.not-a-network',
  'not-a-domain': 'failure.value.not-a-domain',
  'not-an-address': 'failure.value.not-an-address',
  'not-a-block-list': 'failure.value.not-a-block-list',
  'not-a-filter': 'failure.value.not-a-filter',
  'filter-conflict': 'failure.value.filter-conflict',
  'not-certificates': 'failure.value.not-certificates',
  'not-one-of': 'failure.value.not-one-of',
  'too-small': 'failure.value.too-small',
  'too-large': 'failure.value.too-large',
  'too-short': 'failure.value.too-short',
  'too-long': 'failure.value.too-long',
  'too-many': 'failure.value.too-many',
  'unknown-field': 'failure.value.unknown-field',
  'not-acceptable': 'failure.value.not-acceptable',
} as const satisfies Record<ValueProblemKind, TextKey>;

const PARTICULAR: Readonly<Record<string, TextKey>> = {
  'invalid.unknownCommand': 'cli.usage.unknown-command',
  'invalid.unknownOption': 'cli.usage.unknown-option',
  'invalid.missingArgument': 'cli.usage.missing-argument',
  'invalid.missingMandatoryOptionValue': 'cli.usage.missing-option',
  'invalid.optionMissingArgument': 'cli.usage.option-without-value',
  'invalid.excessArguments': 'cli.usage.too-many-arguments',
  'invalid.no-password': 'cli.usage.no-password',
  'invalid.nothing-to-change': 'cli.usage.nothing-to-change',
  'invalid.not-utf-8': 'failure.invalid.not-utf-8',
  'unsupported.no-junk-filter': 'failure.unsupported.no-junk-filter',
  'not-found.input': 'failure.not-found.input',
  'not-found.recipient': 'failure.not-found.recipient',
  'not-found.domain': 'failure.not-found.domain',
  'not-found.user': 'failure.not-found.user',
  'not-found.alias': 'failure.not-found.alias',
  'not-found.address': 'failure.not-found.address',
  'not-found.setting': 'failure.not-found.setting',
  'not-found.session': 'failure.not-found.session',
  'not-found.factor': 'failure.not-found.factor',
  'not-found.app-password': 'failure.not-found.app-password',
  'not-found.member': 'failure.not-found.member',
  'not-found.queued': 'failure.not-found.queued',
  'not-found.quarantined': 'failure.not-found.quarantined',
  'not-found.route': 'failure.not-found.route',
  'not-found.file': 'failure.not-found.file',
  'not-found.program': 'failure.not-found.program',
  'already-exists.userId': 'failure.already-exists.userId',
  'already-exists.mail': 'failure.already-exists.mail',
  'already-exists.name': 'failure.already-exists.name',
  'already-exists.label': 'failure.already-exists.label',
  'invalid.userId': 'failure.invalid.userId',
  'invalid.mail': 'failure.invalid.mail',
  'invalid.domain': 'failure.invalid.domain',
  'invalid.forwarding': 'failure.value.not-an-address',
  'invalid.catchAll': 'failure.value.not-an-address',
  'invalid.alternateMail': 'failure.value.not-an-address',
  'invalid.password-too-short': 'failure.invalid.password-too-short',
  'invalid.password-too-long': 'failure.invalid.password-too-long',
  'invalid.password-too-simple': 'failure.invalid.password-too-simple',
  'invalid.password-is-the-name': 'failure.invalid.password-is-the-name',
  'invalid.password-is-common': 'failure.invalid.password-is-common',
  'invalid.password-has-controls': 'failure.invalid.password-has-controls',
  'conflict.keys-not-published': 'failure.conflict.keys-not-published',
  'invalid.host': 'failure.invalid.host',
  'invalid.forwarding-to-itself': 'failure.invalid.forwarding-to-itself',
  'invalid.sign-in-without-tls': 'failure.invalid.sign-in-without-tls',
  'invalid.hostname': 'failure.invalid.hostname',
  'invalid.configuration-not-json': 'failure.invalid.configuration-not-json',
  'invalid.socket': 'failure.invalid.socket',
  'not-found.group': 'failure.not-found.group',
  'not-found.system-group': 'failure.not-found.system-group',
  'in-use.user': 'failure.in-use.user',
  'invalid.group': 'failure.invalid.group',
  'not-found.configuration': 'failure.not-found.configuration',
  'unavailable.data-directory': 'failure.unavailable.data-directory',
  'unavailable.no-server': 'failure.unavailable.no-server',
  'unavailable.remote-reach': 'failure.unavailable.remote-reach',
  'unavailable.remote-tls': 'failure.unavailable.remote-tls',
  'unavailable.remote-sign-in': 'failure.unavailable.remote-sign-in',
  'unavailable.remote-search': 'failure.unavailable.remote-search',
  'unavailable.remote-away': 'failure.unavailable.remote-away',
  'invalid.remote-without-tls': 'failure.invalid.remote-without-tls',
  'invalid.remote-authorities': 'failure.invalid.remote-authorities',
  'invalid.remote-empty': 'failure.invalid.remote-empty',
  'invalid.remote-nobody': 'failure.invalid.remote-nobody',
  'invalid.remote-sample-unknown': 'failure.invalid.remote-sample-unknown',
  'invalid.remote-sample-disabled': 'failure.invalid.remote-sample-disabled',
  'invalid.remote-sample-password': 'failure.invalid.remote-sample-password',
  'in-use.remote-connected': 'failure.in-use.remote-connected',
  'not-found.remote-directory': 'failure.not-found.remote-directory',
  'no-permission.remote-directory': 'failure.no-permission.remote-directory',
  'no-permission.privilege-withheld': 'failure.no-permission.privilege-withheld',
  'no-permission.owners-only': 'failure.no-permission.owners-only',
  'no-permission.only-yourself': 'failure.no-permission.only-yourself',
  'no-permission.administrators-only': 'failure.no-permission.administrators-only',
  'no-permission.name-reserved': 'failure.no-permission.name-reserved',
  'no-permission.own-account': 'failure.no-permission.own-account',
  'invalid.unknown-password-hash': 'failure.invalid.unknown-password-hash',
  'invalid.challenge-over': 'failure.challenge-over',
  'authentication-failed.challenge-over': 'failure.challenge-over',
  'invalid.no-second-factor': 'failure.invalid.no-second-factor',
  'invalid.wrong-code': 'failure.invalid.wrong-code',
  'no-permission.must-change-password': 'failure.no-permission.must-change-password',
  'invalid.webauthn-malformed': 'failure.invalid.passkey-unreadable',
  'invalid.webauthn-other-type': 'failure.invalid.passkey-unreadable',
  'invalid.webauthn-bad-attestation': 'failure.invalid.passkey-unreadable',
  'invalid.webauthn-bad-backup-state': 'failure.invalid.passkey-unreadable',
  'invalid.webauthn-bad-signature': 'failure.invalid.passkey-unreadable',
  'invalid.webauthn-other-challenge': 'failure.invalid.passkey-other-attempt',
  'invalid.webauthn-other-origin': 'failure.invalid.passkey-other-site',
  'invalid.webauthn-other-site': 'failure.invalid.passkey-other-site',
  'invalid.webauthn-other-credential': 'failure.invalid.passkey-unknown',
  'invalid.webauthn-other-user': 'failure.invalid.passkey-unknown',
  'invalid.webauthn-no-presence': 'failure.invalid.passkey-not-confirmed',
  'invalid.webauthn-no-verification': 'failure.invalid.passkey-not-confirmed',
  'invalid.webauthn-unknown-key': 'failure.invalid.passkey-unsupported',
  'invalid.webauthn-counter': 'failure.invalid.passkey-counter',
};

function particularKey(code: FailureCode, detail: Failure['detail']): TextKey | undefined {
  const text = VALUE_TEXTS[detail.problem as ValueProblemKind];
  if (text !== undefined) return text;
  if (detail.kind === 'route' && detail.name === '*') return 'failure.not-found.default-route';
  for (const name of [detail.reason, detail.kind, detail.field]) {
    const key = typeof name === 'string' ? PARTICULAR[`${code}.${name}`] : undefined;
    if (key !== undefined) return key;
  }
  return code === 'invalid' && typeof detail.field === 'string' ? 'failure.value.not-acceptable' : undefined;
}
