/**
 * `msgaclset`: the legacy name for what a level says of the accounts below it: quota and privileges of the server, a domain,
 * a group or a user. REQUIREMENTS section 11, DI8, ST6
 */
import { Failure } from '../../base/failure.ts';
import type { AdminClient } from '../../gateways/admin-client/admin-client.ts';
import { ENDPOINTS } from '../../wire/admin/endpoints.ts';
import { privilegeSchema } from '../../wire/admin/privilege-schemas.ts';
import { addPolicyOptions, type PolicyOptions, policyFields } from '../policy-fields.ts';
import type { Register } from '../register.ts';
import { badOption, requireChange, storageQuota } from '../values.ts';

interface Options extends PolicyOptions {
  readonly domain?: string;
  readonly group?: string;
  readonly user?: string;
  /** What `--quota` was called. */
  readonly DefaultQuotaLimit?: string;
  readonly spamfilterenabled?: string | true;
}

type Change = ReturnType<typeof policyFields>;

export const register: Register = (program, context) => {
  const { t } = context;
  const command = program
    .command('msgaclset')
    .description(t('cli.msgaclset'))
    .option('--domain <name>', t('cli.msgaclset.domain'))
    .option('--group <name>', t('cli.msgaclset.group'))
    .option('--user <userId>', t('cli.msgaclset.user'))
    .option('--DefaultQuotaLimit <size>', t('cli.msgaclset.quota'), storageQuota('--DefaultQuotaLimit'))
    .option('--spamfilterenabled [answer]', t('cli.msgaclset.spam-filter'));
  addPolicyOptions(command, t).action(async (options: Options) => {
    if (options.spamfilterenabled !== undefined) throw noJunkFilter();
    const change = { ...policyFields(options), storageQuota: quotaOf(options) };
    requireChange(change);
    const name = levelOf(options);
    const value = await set(context.client(options), options, change);
    context.json(options, value);
    context.say(options, name === undefined ? t('cli.msgaclset.done-server') : t('cli.msgaclset.done', { name }));
  });
};

function quotaOf({ quota, DefaultQuotaLimit: legacy }: Options): string | undefined {
  if (quota !== undefined && legacy !== undefined)
    throw badOption('--DefaultQuotaLimit', { problem: 'not-acceptable' });
  return quota ?? legacy;
}

/** Throws Failure `invalid` where more than one level is named. */
function levelOf({ domain, group, user }: Options): string | undefined {
  if (domain !== undefined && group !== undefined) throw badOption('--group', { problem: 'not-acceptable' });
  if (user !== undefined && (domain ?? group) !== undefined) throw badOption('--user', { problem: 'not-acceptable' });
  return domain ?? group ?? user;
}

function set(client: AdminClient, { domain, group, user }: Options, change: Change): Promise<object> {
  const body = { accountPolicy: change };
  if (domain !== undefined) return client.call(ENDPOINTS['domain.update'], { path: { name: domain }, body });
  if (group !== undefined) return client.call(ENDPOINTS['group.update'], { path: { name: group }, body });
  if (user !== undefined) return client.call(ENDPOINTS['user.update'], { path: { userId: user }, body: change });
  return setServer(client, change);
}

/** The widest level is made of settings: there is nothing above it to inherit, so there it means the default. */
async function setServer(client: AdminClient, change: Change): Promise<object> {
  const settings: object[] = [];
  const put = async (name: string, value: string | string[]) => {
    settings.push(await client.call(ENDPOINTS['settings.set'], { path: { name }, body: { value } }));
  };
  const { storageQuota: storage, messageQuota: messages, privileges } = change;
  if (storage !== undefined) await put('defaultStorageQuota', storage === 'inherit' ? 'none' : storage);
  if (messages !== undefined) await put('defaultMessageQuota', messages === 'inherit' ? 'none' : messages);
  if (privileges !== undefined) {
    const name = 'withheldPrivileges';
    const { value } = await client.call(ENDPOINTS['settings.get'], { path: { name } });
    const before = new Set(Array.isArray(value) ? value : []);
    const isWithheld = (each: (typeof privilegeSchema.options)[number]) =>
      privileges[each] === undefined ? before.has(each) : privileges[each] === false;
    await put(name, privilegeSchema.options.filter(isWithheld));
  }
  return { settings };
}

function noJunkFilter(): Failure {
  return new Failure('unsupported', 'there is no junk filter yet', {
    detail: { origin: 'command-line', reason: 'no-junk-filter' },
  });
}
