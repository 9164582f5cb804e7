/** How mail programs are set up, for oneself and for others. REQUIREMENTS CA4, PM2 */
import { type LanguageCode, translator } from '../../../../locales/index.ts';
import { Failure, isFailure } from '../../../base/failure.ts';
import type { Caller } from '../../../domain/access/caller.ts';
import { needsSecondFactor } from '../../../domain/access/second-factors/needs-second-factor.ts';
import { bestServers } from '../../../domain/client-setup/client-setup.ts';
import type { DeviceLink } from '../../../domain/client-setup/device-setups.ts';
import { programSetups } from '../../../domain/client-setup/programs.ts';
import type { SetupFileKind } from '../../../domain/client-setup/setup-files.ts';
import { mailOf } from '../../../domain/directory/mail-of.ts';
import { ownUser } from '../../../domain/directory/own/own-user.ts';
import type { User } from '../../../domain/ports/directory.ts';
import type { Mailbox, MailServer } from '../../../formats/client-setup/mail-server.ts';
import { qrCodeSvg } from '../../../formats/client-setup/qr-code.ts';
import type { CLIENT_SETUP_ENDPOINTS, ClientSetupView } from '../../../wire/admin/endpoints/client-setup.ts';
import type { AdminDependencies, HandlersOf } from '../handler.ts';
import { proveOwnPassword } from '../prove-own-password.ts';

export const clientSetupHandlers: HandlersOf<typeof CLIENT_SETUP_ENDPOINTS> = {
  async 'me.client-setup'({ query }, dependencies, by) {
    return viewOfUser(await ownUser(dependencies.store, by), query.language, dependencies);
  },
  async 'me.client-setup-file'({ body }, dependencies, by) {
    return writeFile(await ownUser(dependencies.store, by), body.program, body.language, dependencies);
  },
  async 'me.client-setup-device'({ body }, dependencies, by) {
    await proveOwnPassword(by, body.password, dependencies);
    return viewLink(await dependencies.clientSetup.devices.prepare(by, body.label));
  },
  async 'client-setup.show'({ path: { of }, query }, dependencies, by) {
    if (of.includes('@')) return viewOfAddress(of, query.language, dependencies, by);
    const user = await findUser(of, dependencies, by);
    if (user !== null) return viewOfUser(user, query.language, dependencies);
    await dependencies.domains.get(by, of);
    return viewOf(dependencies.clientSetup.setup.servers());
  },
  async 'client-setup.file'({ path, body }, dependencies, by) {
    const user = await dependencies.users.get(by, path.userId);
    return writeFile(user, body.program, body.language, dependencies);
  },
  async 'client-setup.device'({ path, body }, dependencies, by) {
    return viewLink(await dependencies.clientSetup.devices.prepareFor(by, path.userId, body.label));
  },
};

type Language = LanguageCode | undefined;

/** Null for whom the caller does not reach, like for who is not there. */
async function findUser(userId: string, { users }: AdminDependencies, by: Caller): Promise<User | null> {
  try {
    return await users.get(by, userId);
  } catch (error) {
    if (isFailure(error, 'not-found')) return null;
    throw error;
  }
}

async function mailboxOf(user: User, { clientSetup }: AdminDependencies): Promise<Mailbox> {
  const mailbox = await clientSetup.setup.ofAddress(mailOf(user));
  if (mailbox === null) throw new Failure('conflict', 'the domain of the user is gone');
  return mailbox;
}

async function viewOfUser(user: User, language: Language, dependencies: AdminDependencies): Promise<ClientSetupView> {
  const mailbox = await mailboxOf(user, dependencies);
  const factors = await dependencies.store.reader().directory.secondFactors(user.account);
  return {
    ...viewOf(mailbox.servers),
    address: mailbox.address,
    userName: mailbox.userName,
    needsAppPassword: needsSecondFactor(factors),
    programs: viewPrograms(mailbox, language ?? user.language ?? 'en'),
  };
}

/** The domain is what has to be within reach: nothing is told of whose address it is, or whether it is anybody's. */
async function viewOfAddress(
  address: string,
  language: Language,
  { clientSetup, domains }: AdminDependencies,
  by: Caller,
): Promise<ClientSetupView> {
  await domains.get(by, address.slice(address.lastIndexOf('@') + 1));
  const mailbox = await clientSetup.setup.ofAddress(address);
  if (mailbox === null) throw new Failure('invalid', 'not a mail address', { detail: { field: 'of' } });
  const { userName, servers } = mailbox;
  const programs = viewPrograms(mailbox, language ?? 'en');
  return { ...viewOf(servers), address: mailbox.address, userName, programs };
}

function viewOf(servers: readonly MailServer[]): ClientSetupView {
  const best = bestServers(servers);
  return {
    address: null,
    userName: null,
    needsAppPassword: null,
    servers: servers.map((server) => ({ ...server, isRecommended: best.includes(server) })),
    programs: [],
  };
}

function viewPrograms(mailbox: Mailbox, language: LanguageCode): ClientSetupView['programs'] {
  const t = translator(language);
  return programSetups(mailbox).map(({ ways, steps, ...rest }) => ({
    ...rest,
    name: t(`client-setup.program.${rest.program}`),
    ways: [...ways],
    steps: steps.map((step) => t(step, { address: mailbox.address })),
  }));
}

async function writeFile(user: User, kind: SetupFileKind, language: Language, dependencies: AdminDependencies) {
  const mailbox = await mailboxOf(user, dependencies);
  const request = { user, mailbox, language: language ?? user.language ?? 'en' };
  const file = dependencies.clientSetup.files.write(kind, request);
  if (file === null) throw new Failure('unavailable', 'the services that the program needs are not running');
  const content = Buffer.from(file.bytes).toString('base64');
  return { name: file.name, mediaType: file.mediaType, content };
}

function viewLink({ url, expiresAtMs }: DeviceLink) {
  return { url, qrCode: qrCodeSvg(url), expiresAt: new Date(expiresAtMs).toISOString() };
}
