/** `mailroom client-setup`: what mail programs need to know, and the ways to tell them. REQUIREMENTS CA4, PM2 */
import { writeFile } from 'node:fs/promises';
import { Option } from 'commander';
import { qrCodeText } from '../formats/client-setup/qr-code.ts';
import type { ClientSetupView } from '../wire/admin/endpoints/client-setup.ts';
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { CliContext, CommonOptions } from './context.ts';
import type { Register } from './register.ts';

/** As the API has them. */
const PROGRAMS = ENDPOINTS['client-setup.show'].result.shape.programs.element.shape.program.options;
const FILES = ENDPOINTS['client-setup.file'].body.shape.program.options;
/** Whoever reads the file can set up somebody's mail. */
const FILE_MODE = 0o600;

interface ShowOptions extends CommonOptions {
  readonly program?: (typeof PROGRAMS)[number];
}

interface FileOptions extends CommonOptions {
  readonly program: (typeof FILES)[number];
  readonly output: string;
}

interface DeviceOptions extends CommonOptions {
  readonly label: string;
}

export const register: Register = (program, context) => {
  const { t, language } = context;
  const noun = program.command('client-setup').description(t('cli.client-setup'));
  noun
    .command('show <of>')
    .description(t('cli.client-setup.show'))
    .addOption(
      new Option('--program <name>', t('cli.client-setup.option.program', { programs: PROGRAMS.join(', ') })).choices(
        PROGRAMS,
      ),
    )
    .action(async (of: string, options: ShowOptions) => {
      const request = { path: { of }, query: { language } };
      show(context, options, await context.client(options).call(ENDPOINTS['client-setup.show'], request));
    });
  noun
    .command('file <userId>')
    .description(t('cli.client-setup.file'))
    .addOption(
      new Option('--program <name>', t('cli.client-setup.option.file-program', { programs: FILES.join(', ') }))
        .choices(FILES)
        .makeOptionMandatory(),
    )
    .requiredOption('--output <file>', t('cli.client-setup.option.output'))
    .action(async (userId: string, options: FileOptions) => {
      const request = { path: { userId }, body: { program: options.program, language } };
      const file = await context.client(options).call(ENDPOINTS['client-setup.file'], request);
      await writeFile(options.output, Buffer.from(file.content, 'base64'), { mode: FILE_MODE });
      context.json(options, { file: options.output, mediaType: file.mediaType });
      context.say(options, t('cli.client-setup.written', { file: options.output }));
    });
  noun
    .command('device <userId>')
    .description(t('cli.client-setup.device'))
    .requiredOption('--label <name>', t('cli.client-setup.option.label'))
    .action(async (userId: string, options: DeviceOptions) => {
      const request = { path: { userId }, body: { label: options.label } };
      const link = await context.client(options).call(ENDPOINTS['client-setup.device'], request);
      context.json(options, link);
      const time = context.formats.time(Date.parse(link.expiresAt));
      context.say(options, t('cli.client-setup.open-link', { time }));
      context.say(options, link.url);
      for (const line of qrCodeText(link.url).split('\n')) context.say(options, line);
    });
};

function show(context: CliContext, options: ShowOptions, setup: Required<ClientSetupView>): void {
  const { t } = context;
  const programs = setup.programs.filter(({ program }) => (options.program ?? program) === program);
  context.json(options, { ...setup, programs });
  if (setup.userName !== null) {
    context.table(options, [], [[t('client-setup.label.user-name'), setup.userName]]);
    context.say(options, '');
  }
  if (setup.needsAppPassword === true) context.say(options, t('client-setup.note.app-password'));
  context.table(
    options,
    [
      ...[t('client-setup.label.service'), t('client-setup.label.server'), t('client-setup.label.port')],
      t('client-setup.label.security'),
    ],
    setup.servers.map(({ protocol, host, port, security }) => [
      ...[t(`client-setup.service.${protocol}`), host, String(port)],
      security === 'tls' ? 'SSL/TLS' : 'STARTTLS',
    ]),
  );
  for (const { name, steps, configuration } of programs) {
    context.say(options, '');
    context.say(options, name);
    for (const [index, step] of steps.entries()) context.say(options, `  ${index + 1}. ${step}`);
    for (const line of configuration.split('\n').slice(0, -1)) context.say(options, `     ${line}`);
  }
}
