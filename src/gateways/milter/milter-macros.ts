/** What filters are told beside the commands: the macros that Sendmail and Postfix send as well. */
import type { FilterRequest } from '../../domain/ports/content-filter.ts';
import type { MacroStage } from '../../wire/milter/protocol.ts';

export type Macros = readonly (readonly [name: string, value: string])[];

/** What is sent at a step where the filter has no wishes. */
const USUAL: Readonly<Record<MacroStage, readonly string[]>> = {
  connect: ['j', 'v', '_', '{daemon_name}', '{client_addr}', '{client_name}', '{client_port}', '{client_ptr}'],
  helo: ['{tls_version}', '{cipher}', '{cipher_bits}'],
  mail: ['i', '{auth_type}', '{auth_authen}', '{auth_author}', '{mail_addr}', '{mail_host}', '{mail_mailer}'],
  recipient: ['{rcpt_addr}', '{rcpt_host}', '{rcpt_mailer}'],
  data: ['i'],
  endOfHeader: ['i'],
  endOfMessage: ['i'],
};

/**
 * The macros of a step that have a value.
 *
 * @param wanted names, or undefined where the filter has no wishes.
 * @param recipient the one that the step is about.
 */
export function macrosFor(
  stage: MacroStage,
  request: FilterRequest,
  wanted: readonly string[] | undefined,
  recipient?: string,
): Macros {
  const values = valuesOf(request, recipient);
  return (wanted ?? USUAL[stage]).flatMap((name) => {
    const value = values.get(name) ?? values.get(`{${name}}`);
    return value === undefined ? [] : [[name, value.replaceAll('\0', '')] as const];
  });
}

/** How a client without a name is called, in the form of Sendmail. */
export function clientName({ client }: FilterRequest): string {
  return client.hostName ?? (client.address === '' ? 'localhost' : `[${client.address}]`);
}

function valuesOf(request: FilterRequest, recipient: string | undefined): Map<string, string> {
  const { client, hostname, queueId, returnPath } = request;
  const name = clientName(request);
  const values = new Map([
    ['i', queueId],
    ['j', hostname],
    ['v', 'Mailroom'],
    ['_', client.hostName === null ? name : `${name} [${client.address}]`],
    ['{daemon_name}', 'Mailroom'],
    ['{client_addr}', client.address],
    ['{client_name}', name],
    ['{client_ptr}', name],
    ['{client_port}', String(client.port)],
    ['{mail_addr}', returnPath.address],
    ['{mail_host}', domainOf(returnPath.address)],
    ['{mail_mailer}', 'esmtp'],
  ]);
  if (recipient !== undefined) {
    values.set('{rcpt_addr}', recipient).set('{rcpt_host}', domainOf(recipient)).set('{rcpt_mailer}', 'local');
  }
  if (client.userId !== null) {
    // Filters ask for the first one to know that somebody signed in.
    values.set('{auth_type}', 'SASL').set('{auth_authen}', client.userId).set('{auth_author}', client.userId);
  }
  const [, version, cipher] = /^(\S+)(?: with cipher (\S+))?/.exec(client.tls ?? '') ?? [];
  if (version !== undefined) values.set('{tls_version}', version);
  if (cipher !== undefined) {
    values.set('{cipher}', cipher).set('{cipher_bits}', cipher.includes('128') ? '128' : '256');
  }
  return values;
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
