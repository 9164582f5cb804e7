import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { nowMs } from './now.ts';

const run = promisify(execFile);

export interface SmtpSourceArgs {
  /** The folder of Postfix's unpacked packages. */
  readonly packages: string;
  readonly port: number;
  readonly sizeBytes: number;
  /** Each has a session of its own, which stays open. */
  readonly recipients: readonly string[];
  readonly messagesPerRecipient: number;
}

export interface SmtpSourceSent {
  /** The start of the programs, on the clock of `nowMs`. */
  readonly startedAtMs: number;
  /** Last acceptance. */
  readonly acceptedAtMs: number;
}

/** Sends by Postfix's own load generator: nobody's client, to any server. Rejects when a message was not taken. */
export async function smtpSource(args: SmtpSourceArgs): Promise<SmtpSourceSent> {
  const usr = join(args.packages, 'usr');
  const libraries = ['postfix', 'x86_64-linux-gnu', 'aarch64-linux-gnu'].map((name) => join(usr, 'lib', name));
  const env = { ...process.env, LD_LIBRARY_PATH: libraries.join(':') };
  const load = ['-d', '-s', '1', '-m', String(args.messagesPerRecipient), '-l', String(args.sizeBytes)];
  const startedAtMs = nowMs();
  await Promise.all(
    args.recipients.map((recipient) => {
      const options = [...load, '-f', 'load@example.org', '-t', recipient, `inet:127.0.0.1:${args.port}`];
      return run(join(usr, 'sbin/smtp-source'), options, { env });
    }),
  );
  return { startedAtMs, acceptedAtMs: nowMs() };
}
