/** Who may import whom: the table of docs/architecture.md as rules. layers.test.ts plants a violation of each. */
import type { IForbiddenRuleType } from 'dependency-cruiser';

/** Each layer, and the folders of this project that its files may import besides its own. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  base: [],
  formats: ['src/base'],
  wire: ['src/base', 'src/formats'],
  domain: ['src/base', 'src/formats', 'locales'],
  engines: ['src/base', 'src/formats', 'src/domain/ports'],
  gateways: ['src/base', 'src/formats', 'src/wire', 'src/domain/ports'],
  transports: ['src/base', 'src/formats', 'src/wire', 'src/domain', 'locales'],
  workers: ['src/base', 'src/formats', 'src/domain/ports', 'src/engines', 'src/gateways/mail-auth'],
  config: ['src/base'],
  cli: [
    'src/base',
    'src/formats',
    'src/config',
    'src/wire/admin',
    'src/gateways/admin-client',
    'src/supervisor',
    'locales',
    'src/server.ts',
  ],
  supervisor: ['src/base', 'src/config'],
};

/** Modules that only some folders of src may use: sockets, files and databases belong to the outer layers. */
const RESERVED = [
  {
    name: 'net',
    modules: '(node:)?net',
    places: ['transports/net', 'transports/http', 'gateways', 'supervisor', 'base/network[.]ts'],
  },
  {
    name: 'tls-http-dns',
    modules: '(node:)?(tls|https?|http2|dns|dgram)(/promises)?',
    places: ['transports/net', 'transports/http', 'gateways'],
  },
  {
    name: 'fs',
    modules: '(node:)?fs(/promises)?',
    places: [
      'engines',
      'config',
      'cli',
      'supervisor',
      'transports/http',
      'gateways',
      'composition',
      'server[^/]*[.]ts',
    ],
  },
  { name: 'database', modules: '(node:)?sqlite|node_modules/(pg|aws4fetch)/.*', places: ['engines'] },
  { name: 'zod', modules: 'node_modules/zod/.*', places: ['wire', 'domain/settings', 'config'] },
] as const;

const PROJECT = '^(src|locales|apps|test|tools|bench)/';
/** Test files, and the suites that they run, may import what they need. */
const TESTS = '[.]test[.]ts$|^src/engines/contract/';

const beginsWith = (folders: readonly string[]): string => `^(${folders.join('|')})(/|$)`;

const layerRules = Object.entries(LAYERS).map(([layer, allowed]) => ({
  name: `layer-${layer}`,
  from: { path: `^src/${layer}/`, pathNot: TESTS },
  to: { path: PROJECT, pathNot: beginsWith([`src/${layer}`, ...allowed]) },
}));

const reservedRules = RESERVED.map(({ name, modules, places }) => ({
  name: `reserved-${name}`,
  from: { path: '^(src|locales)/', pathNot: `${TESTS}|^src/(${places.join('|')})(/|$)` },
  to: { path: `^(${modules})$` },
}));

const siblingRules = [
  {
    // An engine never knows another one.
    name: 'engines-apart',
    from: { path: '^src/engines/([^/]+)/', pathNot: TESTS },
    to: { path: '^src/engines/[^/]+/', pathNot: '^src/engines/$1/' },
  },
  {
    name: 'transports-apart',
    from: { path: '^src/transports/([^/]+)/', pathNot: `${TESTS}|^src/transports/lmtp/` },
    to: { path: '^src/transports/[^/]+/', pathNot: '^src/transports/($1|net|http|auth)/' },
  },
  {
    // LMTP is SMTP with other replies, so it builds on it. RFC 2033 section 4
    name: 'lmtp-apart',
    from: { path: '^src/transports/lmtp/', pathNot: TESTS },
    to: { path: '^src/transports/[^/]+/', pathNot: '^src/transports/(lmtp|smtp|net|http|auth)/' },
  },
  {
    // The apps run in a browser: of the server they see the types of its interfaces.
    name: 'apps-apart',
    from: { path: '^apps/([^/]+)/', pathNot: TESTS },
    to: { path: PROJECT, pathNot: '^(apps/($1|shared)|locales|src/wire/(jmap|admin))/' },
  },
];

const generalRules = [
  {
    // What runs in production may not need a package that is only installed for development.
    name: 'development-packages',
    from: { path: '^(src|locales)/', pathNot: TESTS },
    to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] as const },
  },
  // What the build makes has no file.
  { name: 'resolvable', from: {}, to: { couldNotResolve: true, pathNot: '^virtual:' } },
];

export const LAYER_RULES = asErrors([...layerRules, ...reservedRules, ...siblingRules, ...generalRules]);

export const CYCLE_RULES = asErrors([{ name: 'no-cycles', from: {}, to: { circular: true } }]);

function asErrors(rules: readonly object[]): IForbiddenRuleType[] {
  return rules.map((rule) => ({ ...rule, severity: 'error' })) as IForbiddenRuleType[];
}
