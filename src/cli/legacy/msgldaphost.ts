/**
 * `msgldaphost`: the legacy name for choosing the LDAP server that says who exists. It was asked for a host, and with a port
 * nobody could sign in (K3): here everything is tried before it counts. REQUIREMENTS section 11, DI7
 */
import { ENDPOINTS } from '../../wire/admin/endpoints.ts';
import type { CliContext } from '../context.ts';
import type { Register } from '../register.ts';
import { connectTo, disconnect, showRemote } from '../remote-directory.ts';
import { addRemoteOptions, connectBody, type RemoteOptions } from '../remote-options.ts';

interface Options extends RemoteOptions {
  readonly base?: string;
  readonly starttls?: boolean;
  readonly off?: boolean;
}

/** The port at which TLS is asked for, where every other one begins with it. RFC 4513 section 3.1.1 */
const STARTTLS_PORT = /:389$/;

export const register: Register = (program, context) => {
  const { t } = context;
  const command = program
    .command('msgldaphost')
    .description(t('cli.msgldaphost'))
    .argument('[host]', t('cli.msgldaphost.host'))
    .option('--base <dn>', t('cli.msgldaphost.base'));
  addRemoteOptions(command, t)
    .option('--starttls', t('cli.msgldaphost.starttls'))
    .option('--off', t('cli.msgldaphost.off'))
    .action(async (host: string | undefined, options: Options) => {
      if (options.off === true) return disconnect(context, options);
      if (host === undefined) return showRemote(context, options);
      const scheme = options.starttls === true || STARTTLS_PORT.test(host) ? 'ldap' : 'ldaps';
      const where = { url: `${scheme}://${host}`, base: options.base ?? (await primaryBase(context, options)) };
      return connectTo(context, options, await connectBody(context, where, options));
    });
};

/** The name of the primary domain, as directories are commonly named after one: `dc=example,dc=org`. */
async function primaryBase(context: CliContext, options: Options): Promise<string> {
  const { domains } = await context.client(options).call(ENDPOINTS['domain.list']);
  const primary = domains.find(({ isPrimary }) => isPrimary)?.name ?? '';
  return primary
    .split('.')
    .map((label) => `dc=${label}`)
    .join(',');
}
