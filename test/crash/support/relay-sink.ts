/** The server that mail is sent to: what becomes of a recipient stands in its address. */
import { type SmtpPeer, startSmtpPeer } from '../../support/smtp-peer.ts';

/** `later.…` is put off once, `never.…` refused, `unanswered.…` taken, but the first time without a reply. */
export class RelaySink implements AsyncDisposable {
  readonly unanswered = new Map<string, number>();
  readonly #putOff = new Set<string>();
  #peer: SmtpPeer | null = null;

  static async start(): Promise<RelaySink> {
    const sink = new RelaySink();
    /** Of the transaction that each session is in. */
    const recipients = new Map<number, string[]>();
    sink.#peer = await startSmtpPeer({
      answer(command, session) {
        if (command.startsWith('MAIL')) recipients.set(session.number, []);
        const address = addressIn(command);
        if (address !== null) {
          const reply = sink.#judge(address);
          if (reply === undefined) recipients.get(session.number)?.push(address);
          return reply;
        }
        if (command !== 'message') return undefined;
        const dropped = (recipients.get(session.number) ?? []).filter((each) => sink.#isDropped(each));
        if (dropped.length > 0) {
          for (const each of recipients.get(session.number) ?? []) sink.#noteUnanswered(each);
          session.socket.destroy();
        }
        return undefined;
      },
    });
    return sink;
  }

  get port(): number {
    return this.#peer?.port ?? 0;
  }

  /** Octets of the copies that arrived, by recipient. */
  get arrived(): Map<string, string[]> {
    const arrived = new Map<string, string[]>();
    for (const { rcpts, data } of this.#peer?.messages ?? []) {
      for (const address of rcpts.map(addressIn)) {
        if (address !== null) arrived.set(address, [...(arrived.get(address) ?? []), data]);
      }
    }
    return arrived;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#peer?.[Symbol.asyncDispose]();
  }

  #judge(address: string): string | undefined {
    if (address.startsWith('never.')) return '550 5.1.1 nobody here\r\n';
    if (!address.startsWith('later.') || this.#putOff.has(address)) return undefined;
    this.#putOff.add(address);
    return '451 4.2.0 later\r\n';
  }

  #isDropped(address: string): boolean {
    return address.startsWith('unanswered.') && !this.unanswered.has(address);
  }

  #noteUnanswered(address: string): void {
    this.unanswered.set(address, (this.unanswered.get(address) ?? 0) + 1);
  }
}

function addressIn(command: string): string | null {
  return /^RCPT TO:<([^>]*)>/.exec(command)?.[1] ?? null;
}
