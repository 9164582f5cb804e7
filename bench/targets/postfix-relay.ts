import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerProcess } from '../harness/server-process.ts';
import type { Endpoints, StartOptions, Target } from '../target.ts';
import { postfixVersion, startConfiguredPostfix } from './postfix.ts';
import { type SmtpSinks, startSinks } from './smtp-sinks.ts';

/** Postfix alone, as a relay: what its submission and its queue do, without a mailbox behind it. */
export class PostfixTarget implements Target {
  readonly name = 'postfix';
  #process: ServerProcess | undefined;
  #sinks: SmtpSinks | undefined;

  async start({ workDir, runDir, destinations: count = 0 }: StartOptions): Promise<Endpoints> {
    this.#sinks = await startSinks(runDir, count);
    const { destinations, nobody, received } = this.#sinks;
    const transports = join(workDir, 'transport');
    const line = (pattern: string, host: string, port: number) => `${pattern} smtp:[${host}]:${port}\n`;
    const lines = destinations.map(({ pattern, host, port }) => line(pattern, host, port));
    writeFileSync(transports, [...lines, line('*', nobody.host, nobody.port)].join(''));
    // Brackets and addresses: no name is looked up. All of 127.0.0.0/8 may relay, as by default.
    const postfix = await startConfiguredPostfix(workDir, { transport_maps: `texthash:${transports}` });
    this.#process = postfix.process;
    return {
      relay: { port: postfix.smtpPort, received },
      smtpPort: postfix.smtpPort,
      lmtp: undefined,
      imapPort: 0,
      imapsPort: 0,
      pop3Port: 0,
      mailboxPrefix: '',
      accounts: [],
    };
  }

  async stop(): Promise<void> {
    await this.#process?.stop();
    await this.#sinks?.stop();
  }

  async version(): Promise<string> {
    return `Postfix ${await postfixVersion()}`;
  }

  cpuSeconds(): number {
    return this.#process?.cpuSeconds() ?? 0;
  }

  rssBytes(): number {
    return this.#process?.rssBytes() ?? 0;
  }

  pssBytes(): number {
    return this.#process?.pssBytes() ?? 0;
  }
}
