/** `mailroom certificate`: what clients are shown, another one in its place, and orders at a certificate authority. P10 */
import { setTimeout as wait } from 'node:timers/promises';
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import { acmeLines, acmeRows, certificateRows, runLines } from './certificate-text.ts';
import type { CliContext, CommonOptions } from './context.ts';
import { EXIT_CODES } from './failures.ts';
import { readInputFile } from './input-file.ts';
import { readPassword } from './password.ts';
import type { Register } from './register.ts';

interface UploadOptions extends CommonOptions {
  readonly keyFile?: string;
  readonly passphraseStdin?: boolean;
  readonly dryRun?: boolean;
}

interface StartOptions extends CommonOptions {
  readonly externalKeyId?: string;
}

const POLL_MS = 500;

export const register: Register = (program, context) => {
  const { t } = context;
  const noun = program.command('certificate').description(t('cli.certificate'));

  noun
    .command('show')
    .description(t('cli.certificate.show'))
    .action(async (options: CommonOptions) => {
      const certificate = await context.client(options).call(ENDPOINTS['certificate.show']);
      const rows = [...certificateRows(context, certificate), ...acmeRows(context, certificate.acme)];
      context.show(options, certificate, [], rows);
      for (const line of acmeLines(context, certificate.acme)) context.say(options, line);
    });
  noun
    .command('upload <file>')
    .description(t('cli.certificate.upload'))
    .option('--key-file <file>', t('cli.certificate.option.key-file'))
    .option('--passphrase-stdin', t('cli.certificate.option.passphrase-stdin'))
    .option('--dry-run', t('cli.certificate.option.dry-run'))
    .action((file: string, options: UploadOptions) => upload(context, file, options));
  noun
    .command('use-self-made')
    .description(t('cli.certificate.use-self-made'))
    .action(async (options: CommonOptions) => {
      const result = await context.client(options).call(ENDPOINTS['certificate.use-self-made']);
      context.json(options, result);
      context.say(options, t('cli.certificate.self-made'));
    });
  noun
    .command('acme-terms')
    .description(t('cli.certificate.acme-terms'))
    .action(async (options: CommonOptions) => {
      const terms = await context.client(options).call(ENDPOINTS['certificate.acme-terms']);
      context.json(options, terms);
      context.say(options, terms.termsOfService ?? t('cli.certificate.no-terms'));
      if (terms.needsExternalAccount) context.say(options, t('cli.certificate.needs-external'));
    });
  noun
    .command('acme-start')
    .description(t('cli.certificate.acme-start'))
    .requiredOption('--agree-to-terms', t('cli.certificate.option.agree-to-terms'))
    .option('--external-key-id <id>', t('cli.certificate.option.external-key-id'))
    .action(async (options: StartOptions) => {
      const { externalKeyId: keyId } = options;
      const externalAccount = keyId === undefined ? undefined : { keyId, macKey: await readPassword(context) };
      const body = { agreesToTerms: true as const, externalAccount };
      await context.client(options).call(ENDPOINTS['certificate.acme-start'], { body });
      await follow(context, options);
    });
  noun
    .command('acme-stop')
    .description(t('cli.certificate.acme-stop'))
    .action(async (options: CommonOptions) => {
      const status = await context.client(options).call(ENDPOINTS['certificate.acme-stop']);
      context.json(options, status);
      context.say(options, t('cli.certificate.acme-stopped'));
    });
  noun
    .command('acme-renew')
    .description(t('cli.certificate.acme-renew'))
    .action(async (options: CommonOptions) => {
      await context.client(options).call(ENDPOINTS['certificate.acme-renew']);
      await follow(context, options);
    });
};

async function upload(context: CliContext, file: string, options: UploadOptions): Promise<void> {
  const { keyFile, passphraseStdin, dryRun: isDryRun = false } = options;
  const body = {
    chain: await readInputFile(context, file),
    privateKey: keyFile === undefined ? undefined : await readInputFile(context, keyFile),
    passphrase: passphraseStdin === true ? await readPassword(context) : undefined,
    isDryRun,
  };
  const certificate = await context.client(options).call(ENDPOINTS['certificate.upload'], { body });
  context.show(options, certificate, [], certificateRows(context, certificate));
  if (isDryRun) return;
  const date = context.formats.time(Date.parse(certificate.notAfter));
  context.say(options, context.t('cli.certificate.uploaded', { subject: certificate.names[0] ?? '', date }));
}

/** Tells each step of the order under way once it is over, then how it ended. */
async function follow(context: CliContext, options: CommonOptions): Promise<void> {
  const client = context.client(options);
  let told = 0;
  for (;;) {
    const { acme } = await client.call(ENDPOINTS['certificate.show']);
    const { run, isRunning } = acme;
    const lines = run === null ? [] : runLines(context, run, isRunning);
    for (const line of lines.slice(told)) context.say(options, line);
    told = Math.max(told, lines.length);
    if (!isRunning) {
      context.json(options, acme);
      if (run?.problem != null) context.setExitCode(EXIT_CODES.unavailable);
      return;
    }
    await wait(POLL_MS);
  }
}
