/** What must be known before the store can be opened: from the command line and an optional configuration file. */
import { readFile } from 'node:fs/promises';
import { hostname as systemHostname } from 'node:os';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { Failure } from '../base/failure.ts';
import { valueProblem } from '../base/value-problem.ts';

/** The highest standard port still fits below 65,536. */
export const MAX_PORT_OFFSET = 60_000;

/** Below a top-level domain that RFC 6761 keeps for tests. */
export const RESERVED_DOMAIN = 'example.test';

const path = z.string().min(1).max(4096);

export const bootstrapSchema = z.strictObject({
  dataDir: path.optional().describe('Where the store, keys and certificates are kept.'),
  hostname: z.string().max(253).optional().describe('Name of this server in the DNS.'),
  domain: z.string().max(253).optional().describe('First mail domain, used at the first start only.'),
  portOffset: z.int().min(0).max(MAX_PORT_OFFSET).optional().describe('Number added to every standard port.'),
  readyFile: path.optional().describe('File that gets a JSON object when everything listens.'),
  certificate: z
    .strictObject({ certFile: path, keyFile: path })
    .optional()
    .describe(
      'Own TLS certificate, PEM: chain and key. Read again when the files change. Without it, a self-made one.',
    ),
  lmtpSocket: z
    .strictObject({
      path: path.describe('Where another mail server of this machine finds it. The folder must be there.'),
      mode: z
        .string()
        .regex(/^0?[0-7]{3}$/)
        .default('0660')
        .describe('Who may open it, octal.'),
      group: z.string().min(1).max(64).optional().describe('Group of the socket: a name or a number.'),
    })
    .optional()
    .describe('LMTP socket for other programs. Without it, one in the data directory, for its owner only.'),
  logLevel: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('What goes into the log.'),
});

export type Bootstrap = z.output<typeof bootstrapSchema>;

/**
 * Reads the file, if there is one, and lays what the command line says over it. Paths in the file are relative to it.
 * Throws Failure `invalid` (with the name of the field) or `not-found` (the file); `detail.origin` says whether the
 * command line or the configuration is wrong.
 */
export async function loadBootstrap(file: string | undefined, flags: Partial<Bootstrap>): Promise<Bootstrap> {
  const given = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
  const parsed = bootstrapSchema.safeParse({ ...(file === undefined ? {} : await readConfiguration(file)), ...given });
  if (parsed.success) return parsed.data;
  const reason = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  const [issue] = parsed.error.issues;
  const [name, ...rest] = issue?.path.map(String) ?? [];
  const isFlag = name !== undefined && name in given;
  const field = isFlag ? flagOf(name) : `${file ?? ''}: ${[name, ...rest].join('.')}`;
  throw new Failure('invalid', `configuration: ${reason}`, {
    detail: { origin: isFlag ? 'command-line' : 'configuration', ...valueProblem(issue ?? {}), field },
  });
}

/**
 * The name that the server gives itself: as configured, else the system's. A name without a dot gets the mail domain,
 * since other servers want to see a full one.
 */
export function serverHostname({ hostname }: Pick<Bootstrap, 'hostname'>, mailDomain: string): string {
  const name = (hostname ?? systemHostname()).toLowerCase();
  return name.includes('.') ? name : `${name}.${mailDomain}`;
}

/** The first mail domain where none is given: the domain of the host's name, or the reserved one. */
export function firstDomain({ hostname, domain }: Bootstrap): string {
  if (domain !== undefined) return domain;
  const [, ...rest] = (hostname ?? systemHostname()).toLowerCase().split('.');
  return rest.length >= 2 ? rest.join('.') : RESERVED_DOMAIN;
}

function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

async function readConfiguration(file: string): Promise<Record<string, unknown>> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Failure('not-found', `the configuration file ${file} cannot be read`, {
      cause,
      detail: { origin: 'configuration', reason: 'configuration', file, cause: reasonOf(cause) },
    });
  });
  const value: unknown = parseJson(text, file);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw notJson(file, Array.isArray(value) ? '[…]' : String(value));
  }
  const settings = value as Record<string, unknown>;
  const base = dirname(resolve(file));
  const absolute = (name: unknown) => (typeof name === 'string' ? resolve(base, name) : name);
  /** A group of fields with its paths made absolute. What is no group is left for the schema to refuse. */
  const group = (name: string, ...paths: readonly string[]) => {
    const fields = settings[name];
    if (typeof fields !== 'object' || fields === null) return {};
    const entries = Object.entries(fields).map(([key, value]) => [key, paths.includes(key) ? absolute(value) : value]);
    return { [name]: Object.fromEntries(entries) as Record<string, unknown> };
  };
  return {
    ...settings,
    ...('dataDir' in settings ? { dataDir: absolute(settings.dataDir) } : {}),
    ...('readyFile' in settings ? { readyFile: absolute(settings.readyFile) } : {}),
    ...group('certificate', 'certFile', 'keyFile'),
    ...group('lmtpSocket', 'path'),
  };
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw notJson(file, reasonOf(cause), cause);
  }
}

function notJson(file: string, reason: string, cause?: unknown): Failure {
  return new Failure('invalid', `the configuration file ${file} is not a JSON object: ${reason}`, {
    cause,
    detail: { origin: 'configuration', reason: 'configuration-not-json', file, cause: reason },
  });
}

/** What the system calls it, or what the error says. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return 'code' in cause ? String(cause.code) : cause.message;
}
