/** One conversation with a milter: packets in both directions. What breaks the protocol is Failure `unavailable`. */
import { Failure, isFailure } from '../../base/failure.ts';
import { bareCommand, negotiateCommand } from '../../wire/milter/commands.ts';
import { type MilterPacket, MilterPacketReader } from '../../wire/milter/packet-reader.ts';
import { type MilterTerms, parseNegotiation } from '../../wire/milter/parse-negotiation.ts';
import { type MilterReply, parseReply } from '../../wire/milter/parse-reply.ts';
import { ALL_ACTIONS, ALL_STEPS, MILTER_VERSION } from '../../wire/milter/protocol.ts';
import type { FilterConnection } from '../filter-connection/filter-connection.ts';

export class MilterConnection {
  readonly #connection: FilterConnection;
  readonly #reader = new MilterPacketReader();

  constructor(connection: FilterConnection) {
    this.#connection = connection;
  }

  /** Offers everything that we can do; what comes back is what the filter does of it. */
  async negotiate(): Promise<MilterTerms> {
    await this.send(negotiateCommand(MILTER_VERSION, ALL_ACTIONS, ALL_STEPS));
    const packet = await this.#readPacket();
    return orUnavailable(() => parseNegotiation(packet));
  }

  /**
   * A reply that is there before the command would be taken for the one to it: a filter that talks out of turn is
   * broken.
   */
  async send(bytes: Uint8Array): Promise<void> {
    if (this.#connection.hasInput) {
      const chunk = await this.#connection.read();
      throw new Failure('unavailable', chunk === null ? 'the filter hung up' : 'the filter talks out of turn');
    }
    if (!this.#reader.isEmpty) throw new Failure('unavailable', 'the filter talks out of turn');
    await this.#connection.write(bytes);
  }

  async readReply(timeoutMs?: number): Promise<MilterReply> {
    const packet = await this.#readPacket(timeoutMs);
    return orUnavailable(() => parseReply(packet));
  }

  /** Says good-bye; whether the filter hears it does not matter. */
  async quit(isMessageOpen: boolean): Promise<void> {
    if (isMessageOpen) await this.#connection.write(bareCommand('abort'));
    await this.#connection.write(bareCommand('quit'));
  }

  async #readPacket(timeoutMs?: number): Promise<MilterPacket> {
    for (;;) {
      const packet = orUnavailable(() => this.#reader.next());
      if (packet !== null) return packet;
      const chunk = await this.#connection.read(timeoutMs);
      if (chunk === null) throw new Failure('unavailable', 'the filter hung up');
      this.#reader.push(chunk);
    }
  }
}

function orUnavailable<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!isFailure(error, 'invalid')) throw error;
    throw new Failure('unavailable', error.message, { cause: error });
  }
}
