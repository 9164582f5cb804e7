/** `msgusermod`: the legacy name for changing a user. REQUIREMENTS section 11 */
import { ENDPOINTS } from '../../wire/admin/endpoints.ts';
import { several } from '../lists.ts';
import { readPassword } from '../password.ts';
import type { Register } from '../register.ts';
import { addUserFieldOptions, eitherOf, type UserFieldOptions, userFields } from '../user-fields.ts';
import { badOption, requireChange } from '../values.ts';

interface Options extends UserFieldOptions {
  readonly userId?: string;
  readonly enable?: boolean;
  readonly disable?: boolean;
  readonly to?: string[];
  readonly keepCopy?: boolean;
  readonly off?: boolean;
  readonly passwordStdin?: boolean;
}

export const register: Register = (program, context) => {
  const { t } = context;
  addUserFieldOptions(program.command('msgusermod <userId>').description(t('cli.msgusermod')), t)
    .option('--mail <address>', t('cli.user.option.mail'))
    .option('--user-id <name>', t('cli.user.option.user-id'))
    .option('--enable', t('cli.user.option.enable'))
    .option('--disable', t('cli.user.option.disable'))
    .option('--to <address>', t('cli.user.option.to'), several)
    .option('--keep-copy', t('cli.user.option.keep-copy'))
    .option('--off', t('cli.user.option.off'))
    .option('--password-stdin', t('cli.user.option.password-stdin'))
    .action(async (userId: string, options: Options) => {
      const body = {
        userId: options.userId,
        mail: options.mail,
        isEnabled: eitherOf(options.enable, options.disable, '--disable'),
        forwarding: forwardingBy(options),
        ...userFields(options),
      };
      const password = options.passwordStdin === true ? await readPassword(context) : undefined;
      requireChange({ ...body, password });
      const client = context.client(options);
      // The password first: under the name that was typed.
      if (password !== undefined) {
        await client.call(ENDPOINTS['user.password'], { path: { userId }, body: { password } });
      }
      const user = await client.call(ENDPOINTS['user.update'], { path: { userId }, body });
      context.json(options, user);
      context.say(options, t('cli.user.updated', { name: user.userId }));
    });
};

/** Undefined where it stays as it is, null where the mail stays here. */
function forwardingBy({ to, keepCopy = false, off = false }: Options) {
  if (off && (to !== undefined || keepCopy)) throw badOption('--off', { problem: 'not-acceptable' });
  if (off) return null;
  if (to !== undefined) return { addresses: to, keepsCopy: keepCopy };
  if (keepCopy) throw badOption('--to', { problem: 'missing' });
  return undefined;
}
