/** Kinds of values that name places: domains, a mail address or none, name servers. */
import { z } from 'zod';
import { isFailure } from '../../base/failure.ts';
import { parseNetwork } from '../../base/network.ts';
import type { ValueProblem, ValueProblemKind } from '../../base/value-problem.ts';
import { normalizeDomain } from '../../formats/address/domain-name.ts';
import { formatMailAddress, parseMailAddress } from '../../formats/address/mail-address.ts';
import { words } from './value-schemas.ts';

const MAX_DOMAINS = 1000;
const MAX_NAME_SERVERS = 10;
const MAX_PORT = 65_535;
/** What is repeated of a bad value. */
const MAX_REPEATED_CHARACTERS = 100;

/** Names in A-label form. */
export const domainNames = words.pipe(z.array(normalized(normalizeDomain, 'not-a-domain')).max(MAX_DOMAINS));

/** The same for one; the empty string for none. */
export const domainNameOrNone = normalized((value) => (value === '' ? '' : normalizeDomain(value)), 'not-a-domain');

/** A mail address; the empty string for none. */
export const addressOrNone = normalized(
  (value) => (value === '' ? '' : formatMailAddress(parseMailAddress(value))),
  'not-an-address',
);

/** `192.0.2.1`, `192.0.2.1:5353`, `[2001:db8::1]:5353`. */
export const nameServers = words.pipe(z.array(z.string().superRefine(checkNameServer)).max(MAX_NAME_SERVERS));

function checkNameServer(value: string, context: z.RefinementCtx): void {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(value) ?? [];
  const address = bracketed ?? plain ?? value;
  const isPort = port === undefined || (Number(port) >= 1 && Number(port) <= MAX_PORT);
  if (isPort && !address.includes('/') && parseNetwork(address) !== null) return;
  const params: ValueProblem = { problem: 'not-a-network', value: value.slice(0, MAX_REPEATED_CHARACTERS) };
  context.addIssue({ code: 'custom', message: params.problem, params: { ...params } });
}

/** @param normalize throws Failure `invalid` for what is no such value. */
function normalized(normalize: (value: string) => string, problem: ValueProblemKind) {
  return z.string().transform((value, context) => {
    try {
      return normalize(value.trim());
    } catch (error) {
      if (!isFailure(error, 'invalid')) throw error;
      const params: ValueProblem = { problem, value: value.slice(0, MAX_REPEATED_CHARACTERS) };
      context.addIssue({ code: 'custom', message: problem, params: { ...params } });
      return z.NEVER;
    }
  });
}
