/** What must be known before the store can be opened: from the command line and an optional configuration file. */
import { readFile } from 'node:fs/promises';
import { hostname as systemHostname } from 'node:os';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { Failure } from '../base/failure.ts';

const path = z.string().min(1).max(4096);

export const bootstrapSchema = z.strictObject({
  dataDir: path.optional().describe('Where the store, keys and certificates are kept.'),
  hostname: z.string().max(253).optional().describe('Name of this server in the DNS.'),
  domain: z.string().max(253).optional().describe('First mail domain, used at the first start only.'),
  portOffset: z.int().min(0).max(60_000).optional().describe('Number added to every standard port.'),
  readyFile: path.optional().describe('File that gets a JSON object when everything listens.'),
  certificate: z
    .strictObject({ certFile: path, keyFile: path })
    .optional()
    .describe(
      'Own TLS certificate, PEM: chain and key. Read again when the files change. Without it, a self-made one.',
    ),
  logLevel: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('What goes into the log.'),
});

export type Bootstrap = z.output<typeof bootstrapSchema>;

/**
 * Reads the file, if there is one, and lays what the command line says over it. Paths in the file are relative to it.
 * Throws Failure `invalid` (with the name of the field) or `not-found` (the file).
 */
export async function loadBootstrap(file: string | undefined, flags: Partial<Bootstrap>): Promise<Bootstrap> {
  const given = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
  const parsed = bootstrapSchema.safeParse({ ...(file === undefined ? {} : await readConfiguration(file)), ...given });
  if (parsed.success) return parsed.data;
  const reasons = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  throw new Failure('invalid', `configuration: ${reasons}`, { detail: { field: 'configuration', reason: reasons } });
}

/**
 * The name that the server gives itself: as configured, else the system's. A name without a dot gets the first mail
 * domain, since other servers want to see a full one.
 */
export function serverHostname({ hostname, domain }: Bootstrap): string {
  const name = (hostname ?? systemHostname()).toLowerCase();
  return name.includes('.') || domain === undefined ? name : `${name}.${domain}`;
}

/** The first mail domain where none is given: the domain of the host's name, or the one that RFC 6761 keeps for tests. */
export function firstDomain({ hostname, domain }: Bootstrap): string {
  if (domain !== undefined) return domain;
  const [, ...rest] = (hostname ?? systemHostname()).toLowerCase().split('.');
  return rest.length >= 2 ? rest.join('.') : 'example.test';
}

async function readConfiguration(file: string): Promise<Record<string, unknown>> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Failure('not-found', `the configuration file ${file} cannot be read`, { cause });
  });
  const value: unknown = parseJson(text, file);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Failure('invalid', `the configuration file ${file} holds no JSON object`);
  }
  const settings = value as Record<string, unknown>;
  const base = dirname(resolve(file));
  const absolute = (name: unknown) => (typeof name === 'string' ? resolve(base, name) : name);
  const certificate = settings.certificate as Record<string, unknown> | undefined;
  return {
    ...settings,
    ...('dataDir' in settings ? { dataDir: absolute(settings.dataDir) } : {}),
    ...('readyFile' in settings ? { readyFile: absolute(settings.readyFile) } : {}),
    ...(certificate === undefined || certificate === null
      ? {}
      : {
          certificate: {
            ...certificate,
            certFile: absolute(certificate.certFile),
            keyFile: absolute(certificate.keyFile),
          },
        }),
  };
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new Failure('invalid', `the configuration file ${file} is not JSON: ${String(cause)}`, { cause });
  }
}
