/**
 * The names of commands that the product before this one had: thin ones over the same endpoints. Each is also a program of
 * its own in bin/. REQUIREMENTS section 11
 */
import type { TextKey } from '../../../locales/index.ts';
import type { Register } from '../register.ts';

export const LEGACY_COMMANDS = {
  mailq: { help: 'cli.mailq', load: () => import('./mailq.ts') },
  msgusercreate: { help: 'cli.msgusercreate', load: () => import('./msgusercreate.ts') },
  msgusermod: { help: 'cli.msgusermod', load: () => import('./msgusermod.ts') },
  msguserdelete: { help: 'cli.msguserdelete', load: () => import('./msguserdelete.ts') },
  msgusermigrate: { help: 'cli.msgusermigrate', load: () => import('./msgusermigrate.ts') },
  msgaclset: { help: 'cli.msgaclset', load: () => import('./msgaclset.ts') },
  msgdomainmove: { help: 'cli.msgdomainmove', load: () => import('./msgdomainmove.ts') },
  msgldaphost: { help: 'cli.msgldaphost', load: () => import('./msgldaphost.ts') },
  msgaliascreate: { help: 'cli.msgaliascreate', load: () => import('./msgaliascreate.ts') },
  msgaliasadd: { help: 'cli.msgaliasadd', load: () => import('./msgaliasadd.ts') },
  msginboxcreate: { help: 'cli.msginboxcreate', load: () => import('./msginboxcreate.ts') },
} as const satisfies Readonly<
  Record<string, { readonly help: TextKey; readonly load: () => Promise<{ register: Register }> }>
>;
