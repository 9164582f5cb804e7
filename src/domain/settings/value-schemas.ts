/** The kinds of values that settings have: as JSON has them, or as somebody types them. Each says what is wrong with a bad one. */
import { z } from 'zod';
import { isFailure } from '../../base/failure.ts';
import { parseNetwork } from '../../base/network.ts';
import { formatSize, parseDuration, parseSize } from '../../base/quantity.ts';
import type { ValueProblem } from '../../base/value-problem.ts';
import { PRIVILEGES } from '../ports/account-policy.ts';

const MAX_NETWORKS = 1000;
const MAX_PROGRAM_NAMES = 100;
const PROGRAM_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** What is repeated of a bad value. */
const MAX_REPEATED_CHARACTERS = 100;
const LARGEST_QUOTA_BYTES = 2 ** 50;
const LARGEST_NUMBER_OF_MESSAGES = 1e9;

export interface NumberForm {
  /** Of a size in bytes, of a duration in milliseconds. */
  readonly kind: 'number' | 'size' | 'duration';
  readonly min: number;
  readonly max: number;
  /** Whether null is a value: no limit. */
  readonly mayBeNone: boolean;
}

/** What is counted, and between which bounds, for whoever makes a form of a schema. */
export const numberForms = z.registry<NumberForm>();

/** A whole number. */
export const count = (min: number, max: number) => {
  const schema = z.union([digits('not-a-number'), z.int()]).pipe(between(min, max));
  return schema.register(numberForms, { kind: 'number', min, max, mayBeNone: false });
};

/** A size; a bare number is bytes. */
export const bytes = (min: number, max: number) => {
  const read = text((value) => parseSize(value, 'b'), 'not-a-size');
  const schema = z.union([read, z.int()]).pipe(between(min, max, formatSize));
  return schema.register(numberForms, { kind: 'size', min, max, mayBeNone: false });
};

/** A time; a bare number is milliseconds. The bounds are written as times, and told as they are written. */
export const milliseconds = (min: string, max: string) => {
  const texts = new Map([min, max].map((bound) => [parseDuration(bound), bound]));
  const [minMs, maxMs] = [parseDuration(min), parseDuration(max)];
  const schema = z
    .union([text(parseDuration, 'not-a-duration'), z.int()])
    .pipe(between(minMs, maxMs, (bound) => texts.get(bound) ?? String(bound)));
  return schema.register(numberForms, { kind: 'duration', min: minMs, max: maxMs, mayBeNone: false });
};

const network = z.string().superRefine((value, context) => {
  if (parseNetwork(value) !== null) return;
  raise(context, { problem: 'not-a-network', value: value.slice(0, MAX_REPEATED_CHARACTERS) });
});

/** Texts without spaces, as an array or separated by commas or spaces. */
export const words = z.union([
  z.array(z.string()),
  z.string().transform((value) => value.split(/[\s,]+/).filter((part) => part !== '')),
]);

/** Addresses and networks. */
export const networks = words.pipe(z.array(network).max(MAX_NETWORKS));

/** Names of programs in the administrator's folder. */
export const programNames = words.pipe(z.array(z.string().regex(PROGRAM_NAME)).max(MAX_PROGRAM_NAMES));

/** What users may do for themselves. DI8 */
export const privileges = words.pipe(z.array(z.enum(PRIVILEGES)));

const none = z.union([z.null(), z.literal(['none', 'NONE']).transform(() => null)]);

/** `none` is null: no limit. A bare number is megabytes. ST6 */
export const sizeOrNone = z
  .union([none, z.int(), text((value) => parseSize(value, 'm'), 'not-a-quota')])
  .pipe(between(0, LARGEST_QUOTA_BYTES, formatSize).nullable())
  .register(numberForms, { kind: 'size', min: 0, max: LARGEST_QUOTA_BYTES, mayBeNone: true });

export const numberOrNone = z
  .union([none, digits('not-a-number-or-none'), z.int()])
  .pipe(between(0, LARGEST_NUMBER_OF_MESSAGES).nullable())
  .register(numberForms, { kind: 'number', min: 0, max: LARGEST_NUMBER_OF_MESSAGES, mayBeNone: true });

/** @param write how the bounds are told. */
function between(min: number, max: number, write: (bound: number) => string = String) {
  return z.int().superRefine((value, context) => {
    if (value < min) raise(context, { problem: 'too-small', min: write(min) });
    if (value > max) raise(context, { problem: 'too-large', max: write(max) });
  });
}

function digits(problem: ValueProblem['problem']) {
  return text((value) => (/^\d{1,15}$/.test(value) ? Number(value) : null), problem);
}

/** @param read returns null or throws Failure `invalid` for what it cannot read. */
function text(read: (value: string) => number | null, problem: ValueProblem['problem']) {
  return z.string().transform((value, context) => {
    const result = attempt(() => read(value));
    if (result !== null) return result;
    raise(context, { problem });
    return z.NEVER;
  });
}

function attempt(read: () => number | null): number | null {
  try {
    return read();
  } catch (error) {
    if (isFailure(error, 'invalid')) return null;
    throw error;
  }
}

function raise(context: z.RefinementCtx, params: ValueProblem): void {
  context.addIssue({ code: 'custom', message: params.problem, params: { ...params } });
}
