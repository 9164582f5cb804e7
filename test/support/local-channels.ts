/** Mailbox files and programs of an alias, in folders of their own for the length of a test. */
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/log.ts';
import type { LocalChannels } from '../../src/domain/ports/local-programs.ts';
import type { RecipientReport, Transmission } from '../../src/domain/ports/mail-sender.ts';
import type { Channel, OutgoingRecipient } from '../../src/domain/ports/queue.ts';
import { NULL_RETURN_PATH } from '../../src/domain/ports/queue.ts';
import { createLocalChannels, type LocalChannelLimits } from '../../src/gateways/pipe/local-channels.ts';

export type Message = string | (() => AsyncIterable<Uint8Array>);

export const MESSAGE = 'Subject: x\r\n\r\nFrom here\r\nlast\r\n';

export class TestChannels implements AsyncDisposable {
  readonly root: string;
  filesFolder: string;
  readonly programsFolder: string;
  limits: LocalChannelLimits = {
    programTimeoutMs: 20_000,
    programUser: 'nobody',
    programsWithNetwork: [],
    maxFileBytes: 1e6,
  };
  channels: LocalChannels;

  private constructor(root: string) {
    this.root = root;
    this.filesFolder = join(root, 'files');
    this.programsFolder = join(root, 'programs');
    this.channels = this.open();
  }

  static async create(): Promise<TestChannels> {
    const root = await mkdtemp(join(tmpdir(), 'mailroom-pipe-'));
    // Programs run as somebody else where the tests run as root.
    await chmod(root, 0o755);
    const created = new TestChannels(root);
    for (const folder of [created.filesFolder, created.programsFolder]) await mkdir(folder, { mode: 0o755 });
    return created;
  }

  /** Others, of the same folders. */
  open(): LocalChannels {
    const { filesFolder, programsFolder } = this;
    return createLocalChannels({
      ...{ filesFolder, programsFolder },
      limits: () => this.limits,
      clock: systemClock,
      log: silentLogger,
    });
  }

  async append(
    name: string,
    message: Message = MESSAGE,
    channels = this.channels,
  ): Promise<RecipientReport | undefined> {
    const [report] = await channels.deliver(transmission([recipient({ kind: 'file', name })], message), signal());
    return report;
  }

  async run(
    name: string,
    overrides: Partial<OutgoingRecipient> = {},
    message: Message = MESSAGE,
  ): Promise<RecipientReport | undefined> {
    const one = transmission([recipient({ kind: 'program', name }, overrides)], message);
    const [report] = await this.channels.deliver(one, signal());
    return report;
  }

  /** Makes a script for the shell, which it names itself. */
  async program(name: string, script: string, mode = 0o755): Promise<void> {
    const file = join(this.programsFolder, name);
    await writeFile(file, `#!/bin/sh\n${script}\n`);
    await chmod(file, mode);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return rm(this.root, { recursive: true, force: true });
  }
}

export function recipient(channel: Channel, overrides: Partial<OutgoingRecipient> = {}): OutgoingRecipient {
  return { address: 'fax@example.test', notify: null, originalRecipient: null, channel, lane: 'x', ...overrides };
}

export function transmission(recipients: readonly OutgoingRecipient[], message: Message): Omit<Transmission, 'route'> {
  const { recipients: _, ...rest } = {
    id: 1,
    queueId: 'Q1',
    returnPath: { ...NULL_RETURN_PATH, address: 'sender@example.org' },
    origin: 'list',
    recipients,
  };
  const open =
    typeof message === 'function'
      ? message
      : async function* () {
          yield Buffer.from(message);
        };
  return { message: rest, recipients, open } as unknown as Omit<Transmission, 'route'>;
}

function signal(): AbortSignal {
  return new AbortController().signal;
}
