/** The reference of the management API, from its description in OpenAPI, the table of rights and the command line. */
import type { Command } from 'commander';
import { type Action, PERMISSIONS } from '../../src/domain/access/permissions.ts';
import { HTTP_STATUS } from '../../src/transports/http/failures.ts';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { sentence } from '../manual/sentence.ts';
import { commandOf } from './command-forms.ts';
import { verbId } from './command-pages.ts';
import {
  type Block,
  type Cell,
  code,
  codeBlock,
  heading,
  linkTo,
  type Page,
  paragraph,
  strong,
  type Table,
  withCode,
} from './document.ts';
import { FAILURE_CODES } from './failure-codes.ts';
import { type JsonSchema, type SchemaRow, schemaRows, schemaText } from './schema-rows.ts';

export const API_DOCUMENT = '/docs/api/openapi.json';

/** Where an endpoint stands that has no others of its kind. */
const TOGETHER: Readonly<Record<string, string>> = {
  'sign-out': 'sign-in',
  channel: 'alias',
  status: 'server',
  check: 'server',
  compact: 'server',
};

interface Described {
  readonly operationId: Action;
  readonly summary: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Contents };
  readonly responses: Readonly<Record<string, { readonly content?: Contents }>>;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly schema: JsonSchema;
}

type Contents = Readonly<Record<string, { readonly schema: JsonSchema }>>;

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly described: Described;
}

/** @param description as `describeApi` gives it. @param program all commands. */
export function apiPages(description: object, program: Command): Page[] {
  const { paths } = description as { paths: Readonly<Record<string, Readonly<Record<string, Described>>>> };
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({ method: method.toUpperCase(), path, described })),
  );
  const groups = Map.groupBy(operations, ({ described }) => groupOf(described.operationId));
  return [
    overviewPage(groups),
    ...[...groups].map(([group, members]) =>
      page(`api/${group}`, `API: ${group}`, [
        paragraph('Endpoints of the ', linkTo('api/overview', '', 'management API'), '.'),
        ...members.flatMap((operation) => operationBlocks(operation, program)),
      ]),
    ),
  ];
}

/** The page of an endpoint. */
export function groupOf(name: string): string {
  const noun = name.split('.')[0] ?? name;
  return TOGETHER[noun] ?? noun;
}

/** The heading of an endpoint: `user.end-session` is `user-end-session`. */
export function endpointId(name: string): string {
  return name.replaceAll('.', '-');
}

function page(name: string, title: string, blocks: readonly Block[]): Page {
  return { name, title, language: 'en', blocks, source: `the management API (${name})` };
}

function overviewPage(groups: ReadonlyMap<string, readonly Operation[]>): Page {
  const rows = [...groups].flatMap(([group, members]) =>
    members.map(({ method, path, described }) => [
      [linkTo(`api/${group}`, endpointId(described.operationId), code(described.operationId))],
      [code(`${method} ${path}`)],
      withCode(described.summary),
    ]),
  );
  return page('api/overview', 'The management API', [
    paragraph(
      'Everything that the Server Manager, the Preferences Manager and the command line do is done by this API, and programs may use it as well: JSON over HTTPS, below ',
      code('/api/v1'),
      '. ',
      { kind: 'link', to: { kind: 'path', path: API_DOCUMENT }, content: ['Its description in OpenAPI 3.1'] },
      ' is for programs that make clients or requests of it.',
    ),
    heading(2, 'signing-in', 'Signing in'),
    paragraph(
      'A program shows an access token: ',
      code('Authorization: Bearer …'),
      '. It is made with ',
      linkTo('commands/token', 'create', code('mailroom token create')),
      ' for the service ',
      code('admin'),
      ', and its holder may do what its user may. On the machine of the server the same API is spoken over a Unix socket in the data directory, without a password: for who may open it.',
    ),
    codeBlock(['curl -H "Authorization: Bearer $TOKEN" https://mail.example.org/api/v1/me']),
    heading(2, 'rights', 'Who may what'),
    paragraph(
      'Each endpoint says which roles may use it. A domain administrator or a help desk reaches what belongs to the domains of the role, and users without a role. What is out of reach is answered like what does not exist.',
    ),
    heading(2, 'errors', 'Errors'),
    paragraph(
      'What is refused is answered with an object ',
      code('error'),
      ' that has a ',
      code('code'),
      ' of this table, a ',
      code('message'),
      ' in English, and ',
      code('detail'),
      ' for programs. The same codes hold for every endpoint.',
    ),
    table(
      ['Code', 'HTTP status', 'What it means'],
      FAILURE_CODES.map(([failure, meaning]) => [[code(failure)], [String(HTTP_STATUS[failure])], [meaning]]),
    ),
    codeBlock(['{ "error": { "code": "not-found", "message": "there is no user bob", "detail": {} } }']),
    heading(2, 'endpoints', 'Endpoints'),
    table(['Name', 'Request', 'What it does'], rows),
  ]);
}

function operationBlocks({ method, path, described }: Operation, program: Command): Block[] {
  const { operationId: name, summary, parameters } = described;
  const body = described.requestBody?.content['application/json']?.schema;
  const answer = described.responses['200']?.content?.['application/json']?.schema ?? {};
  const command = commandOf(name, program);
  return [
    heading(2, endpointId(name), code(name)),
    paragraph(...withCode(summary)),
    codeBlock([`${method} ${path}`]),
    {
      kind: 'list',
      isOrdered: false,
      items: [
        [paragraph('Who may: ', whoMay(name), '.')],
        ...(command === null
          ? []
          : [[paragraph('Command line: ', linkTo(command.page, verbId(command.verb), code(command.text)))]]),
        [paragraph('Refused: ', linkTo('api/overview', 'errors', 'the codes of all endpoints'), '.')],
      ],
    },
    ...parameterBlocks('In the path', parameters, 'path'),
    ...parameterBlocks('In the query', parameters, 'query'),
    ...(body === undefined
      ? []
      : fields('Body', body, `At most ${Math.round((ENDPOINTS[name]?.maxBodyBytes ?? 0) / 1024)} KiB of JSON.`)),
    ...fields('Answer', answer, null),
  ];
}

function whoMay(action: Action): string {
  const parties: readonly string[] = PERMISSIONS[action];
  if (parties.includes('stranger')) return 'anybody, also without having signed in';
  if (parties.includes('user')) return 'everybody who has signed in';
  return parties.map((party) => party.replace('-', ' ')).join(', ');
}

function parameterBlocks(title: string, parameters: readonly Parameter[], place: Parameter['in']): Block[] {
  const rows = parameters
    .filter((parameter) => parameter.in === place)
    .flatMap(({ name, required, schema }) => [{ name, isRequired: required, text: schemaText(schema) }]);
  return rows.length === 0 ? [] : [titled(title), fieldTable(rows, place === 'query')];
}

function fields(title: string, schema: JsonSchema, remark: string | null): Block[] {
  const rows = schemaRows(schema);
  const isEmpty = rows.length === 0;
  return [
    titled(title),
    ...(remark === null ? [] : [paragraph(remark)]),
    isEmpty
      ? paragraph(schema.properties === undefined ? sentence(schemaText(schema)) : 'An empty object.')
      : fieldTable(rows, title === 'Body'),
  ];
}

function titled(title: string): Block {
  return paragraph(strong(title));
}

/** @param saysNeeded whether some of the fields may be left out. */
function fieldTable(rows: readonly SchemaRow[], saysNeeded: boolean): Table {
  return table(
    ['Field', 'What it is'],
    rows.map(({ name, isRequired, text }) => [
      [code(name)],
      [saysNeeded && isRequired ? strong('Needed. ') : '', ...withCode(sentence(text))],
    ]),
  );
}

function table(head: readonly string[], rows: readonly (readonly Cell[])[]): Table {
  return { kind: 'table', head: head.map((title) => [title]), rows };
}
