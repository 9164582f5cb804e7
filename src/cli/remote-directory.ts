/** `mailroom directory`: the LDAP server elsewhere that says who exists. REQUIREMENTS DI7 */
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { CliContext, CommonOptions } from './context.ts';
import type { Register } from './register.ts';
import { addRemoteOptions, type ConnectBody, connectBody, type RemoteOptions, sampleOf } from './remote-options.ts';
import { remoteRows, sayComparison, sayVanished } from './remote-text.ts';

interface ConnectOptions extends RemoteOptions {
  readonly base: string;
  readonly insecurePlain?: boolean;
}

interface TestOptions extends CommonOptions {
  readonly sampleUser?: string;
}

interface SyncOptions extends CommonOptions {
  readonly acceptRemovals?: boolean;
}

export const register: Register = (program, context) => {
  const { t } = context;
  const noun = program.command('directory').description(t('cli.directory'));

  const connect = noun
    .command('connect <url>')
    .description(t('cli.directory.connect'))
    .requiredOption('--base <dn>', t('cli.directory.option.base'));
  addRemoteOptions(connect, t)
    .option('--insecure-plain', t('cli.directory.option.insecure-plain'))
    .action(async (url: string, options: ConnectOptions) => {
      const where = { url, base: options.base, isPlain: options.insecurePlain === true };
      await connectTo(context, options, await connectBody(context, where, options));
    });
  noun
    .command('show')
    .description(t('cli.directory.show'))
    .action((options: CommonOptions) => showRemote(context, options));
  noun
    .command('test')
    .description(t('cli.directory.test'))
    .option('--sample-user <user>', t('cli.directory.option.sample-user'))
    .action(async (options: TestOptions) => {
      const sample = await sampleOf(context, options.sampleUser);
      const comparison = await context.client(options).call(ENDPOINTS['directory.test'], { body: { sample } });
      context.json(options, comparison);
      sayComparison(context, options, comparison);
      context.say(options, t('cli.directory.tested'));
    });
  noun
    .command('sync')
    .description(t('cli.directory.sync'))
    .option('--accept-removals', t('cli.directory.option.accept-removals'))
    .action(async (options: SyncOptions) => {
      const body = { acceptsRemovals: options.acceptRemovals === true };
      const result = await context.client(options).call(ENDPOINTS['directory.sync'], { body });
      context.json(options, result);
      sayComparison(context, options, result);
      sayVanished(context, options, result.vanished);
    });
  noun
    .command('disconnect')
    .description(t('cli.directory.disconnect'))
    .action((options: CommonOptions) => disconnect(context, options));
};

export async function connectTo(context: CliContext, options: CommonOptions, body: ConnectBody): Promise<void> {
  const { t } = context;
  const comparison = await context.client(options).call(ENDPOINTS['directory.connect'], { body });
  context.json(options, comparison);
  sayComparison(context, options, comparison);
  const key = body.isDryRun === true ? 'cli.directory.dry-run' : 'cli.directory.connected';
  context.say(options, t(key, { url: body.url }));
}

export async function showRemote(context: CliContext, options: CommonOptions): Promise<void> {
  const view = await context.client(options).call(ENDPOINTS['directory.show']);
  context.show(options, view, [], remoteRows(context, view));
  if (view.last?.vanished != null) sayVanished(context, options, { ...view.last.vanished, archived: [], restored: [] });
}

export async function disconnect(context: CliContext, options: CommonOptions): Promise<void> {
  const { t } = context;
  const result = await context.client(options).call(ENDPOINTS['directory.disconnect']);
  context.json(options, result);
  for (const name of result.withoutPassword) context.say(options, t('cli.directory.without-password', { name }));
  context.say(options, t('cli.directory.disconnected', { count: result.count }));
}
