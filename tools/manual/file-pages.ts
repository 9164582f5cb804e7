/** Pages of section 5: files that people write, from the schemas and texts that the program itself has of them. */
import { z } from 'zod';
import type { TextKey, Translate } from '../../locales/index.ts';
import { bootstrapSchema } from '../../src/config/bootstrap.ts';
import { IMPORT_COLUMNS } from '../../src/domain/directory/user-import-row.ts';
import { bold, example, heading, item, join, line, page, paragraph, plain } from './roff.ts';
import { sentence } from './sentence.ts';

/** By name, without the section. */
export function filePages(t: Translate): Readonly<Record<string, string>> {
  return { 'mailroom-users': usersPage(t), 'mailroom-config': configPage(), 'mailroom-routes': routesPage(t) };
}

type Column = (typeof IMPORT_COLUMNS)[number];

const COLUMN_TEXTS = {
  userId: 'cli.argument.user-id',
  mail: 'cli.user.option.mail',
  language: 'cli.user.option.language',
  storageQuota: 'cli.user.option.quota',
  messageQuota: 'cli.user.option.message-quota',
  firstName: 'cli.user.option.first-name',
  lastName: 'cli.user.option.last-name',
  title: 'cli.user.option.title',
  office: 'cli.user.option.office',
  workPhone: 'cli.user.option.work-phone',
  mobilePhone: 'cli.user.option.mobile-phone',
  homePhone: 'cli.user.option.home-phone',
  pager: 'cli.user.option.pager',
  fax: 'cli.user.option.fax',
  alternateMail: 'cli.user.option.alternate-mail',
  role: 'cli.user.option.role',
} as const satisfies Readonly<Partial<Record<Column, TextKey>>>;

/** What no option of a command says in the same words. */
const OTHER_TEXTS = {
  password: 'password',
  passwordHash:
    'in place of the password its hash, as crypt(5) or RFC 2307 ({SSHA}, {CRYPT} and others) write it; a “!” stands for no password',
  roleDomains: 'domains in which the role holds, set apart by blanks or commas',
  isEnabled: 'true, or false for an account that is switched off; true where nothing is said',
  isListed: 'true, or false for somebody who is not in the address list; true where nothing is said',
  forwardTo: 'addresses that get the mail, set apart by blanks or commas',
  forwardKeepsCopy: 'true where mail that is sent on is kept here as well; false where nothing is said',
} as const satisfies Readonly<Record<Exclude<Column, keyof typeof COLUMN_TEXTS>, string>>;

function usersPage(t: Translate): string {
  const texts: Readonly<Record<string, string>> = {
    ...OTHER_TEXTS,
    ...Object.fromEntries(Object.entries(COLUMN_TEXTS).map(([name, key]) => [name, t(key)])),
  };
  return page(
    { name: 'mailroom-users', section: 5, summary: 'files of users' },
    heading('CSV'),
    line(
      plain(
        'Fields are set apart by commas, or by semicolons where the first line has more of those; a field in double quotes may have them in it (RFC 4180). The text is UTF-8. The first line names the columns, in any order; capitals, blanks and hyphens in the names do not matter.',
      ),
    ),
    ...IMPORT_COLUMNS.map((name) => item(bold(name), plain(sentence(texts[name] ?? '')))),
    paragraph(
      join(
        plain('Needed are '),
        bold('userId'),
        plain(', '),
        bold('mail'),
        plain(', and '),
        bold('password'),
        plain(' or '),
        bold('passwordHash'),
        plain('.'),
      ),
    ),
    example(['userId,mail,password,firstName,storageQuota', 'alice,alice@example.org,correct horse,Alice,2G']),
    heading('LDIF'),
    line(
      plain(
        'Entries of a directory (RFC 2849) with a uid; others are passed over. Read are uid, mail, userPassword, givenName, sn, title, physicalDeliveryOfficeName, telephoneNumber, mobile, homePhone, pager, facsimileTelephoneNumber, preferredLanguage, mailroomAlternateMail, mailroomStorageQuota, mailroomMessageQuota, mailroomRole, mailroomRoleDomain, mailroomEnabled, mailroomListed, mailroomForwardTo and mailroomForwardKeepsCopy. A userPassword in a scheme of RFC 2307 is a hash, any other the password itself. Records that change an entry instead of adding one are named and left out.',
      ),
    ),
    example([
      'dn: uid=alice,ou=people,dc=example,dc=org',
      'uid: alice',
      'mail: alice@example.org',
      'userPassword: correct horse',
    ]),
    heading('SEE ALSO'),
    line(
      join(
        bold('mailroom-user'),
        plain('(8), '),
        bold('msgusercreate'),
        plain('(8), '),
        bold('msgusermigrate'),
        plain('(8)'),
      ),
    ),
  );
}

interface JsonSchema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
}

function configPage(): string {
  const schema = z.toJSONSchema(bootstrapSchema, { io: 'input' }) as JsonSchema;
  return page(
    { name: 'mailroom-config', section: 5, summary: 'configuration file' },
    heading('DESCRIPTION'),
    line(
      join(
        plain('A JSON object, for '),
        bold('mailroom serve --config'),
        plain(
          '. What the command line says counts more. Paths are relative to the file. All else is changed while the server runs: ',
        ),
        bold('mailroom settings list'),
        plain('.'),
      ),
    ),
    heading('KEYS'),
    ...keyItems(schema),
    heading('EXAMPLE'),
    example(['{', '  "dataDir": "/var/lib/mailroom",', '  "hostname": "mail.example.org"', '}']),
    heading('SEE ALSO'),
    line(join(bold('mailroom-serve'), plain('(8), '), bold('mailroom-settings'), plain('(8)'))),
  );
}

/** `lmtpSocket.path` below `lmtpSocket`. */
function keyItems({ properties = {} }: JsonSchema, prefix = ''): string[] {
  return Object.entries(properties).flatMap(([name, schema]) => [
    ...(schema.description === undefined ? [] : [item(bold(prefix + name), plain(sentence(schema.description)))]),
    ...keyItems(schema, `${prefix}${name}.`),
  ]);
}

function routesPage(t: Translate): string {
  return page(
    { name: 'mailroom-routes', section: 5, summary: 'routes of outgoing mail' },
    heading('DESCRIPTION'),
    line(
      plain(
        'A route says where mail for a domain is taken, in place of its MX records. The server keeps them; what is told of each is this. The most particular route counts: that of the domain, then those of the domains above it, the longest first, then the one for everything else.',
      ),
    ),
    item(bold('pattern'), plain(sentence(t('cli.argument.pattern')))),
    item(bold('host'), plain(sentence(t('cli.argument.host')))),
    item(bold('port'), plain(sentence(t('cli.route.option.port')))),
    item(bold('tls'), plain(sentence(t('cli.route.option.tls')))),
    item(bold('user'), plain(sentence(t('cli.route.option.user')))),
    heading('SEE ALSO'),
    line(join(bold('mailroom-route'), plain('(8)'))),
  );
}
