/** Where a service is found from outside, when a proxy or NAT stands between: `imaps=mail.example.org:993`. */
import { z } from 'zod';
import { isFailure } from '../../base/failure.ts';
import type { ValueProblem } from '../../base/value-problem.ts';
import { normalizeDomain } from '../../formats/address/domain-name.ts';
import { words } from './value-schemas.ts';

const LISTENERS = ['imaps', 'imap', 'pop3s', 'pop3', 'submissions', 'submission', 'ldaps', 'ldap', 'https'];
const MAX_SERVERS = 50;
const MAX_PORT = 65_535;
/** What is repeated of a bad value. */
const MAX_REPEATED_CHARACTERS = 100;
const FORM = /^([a-z0-9]+)=(?:(none)|(?:([^:=\s]+):)?(\d{1,5}))$/;

export interface PublicServer {
  /** The name of the listener that it leads to. */
  readonly listener: string;
  /** Null: as for the others. */
  readonly host: string | null;
  /** Null: not to be told to anybody. */
  readonly port: number | null;
}

/** Null for what is no such text. */
export function parsePublicServer(text: string): PublicServer | null {
  const [, listener = '', none, host, digits] = FORM.exec(text) ?? [];
  if (!LISTENERS.includes(listener)) return null;
  if (none !== undefined) return { listener, host: null, port: null };
  const port = Number(digits);
  if (port < 1 || port > MAX_PORT) return null;
  try {
    return { listener, host: host === undefined ? null : normalizeDomain(host), port };
  } catch (error) {
    if (isFailure(error, 'invalid')) return null;
    throw error;
  }
}

export const publicServers = words.pipe(
  z
    .array(
      z.string().superRefine((value, context) => {
        if (parsePublicServer(value) !== null) return;
        const params: ValueProblem = {
          problem: 'not-a-public-server',
          value: value.slice(0, MAX_REPEATED_CHARACTERS),
          options: LISTENERS,
        };
        context.addIssue({ code: 'custom', message: params.problem, params: { ...params } });
      }),
    )
    .max(MAX_SERVERS),
);
