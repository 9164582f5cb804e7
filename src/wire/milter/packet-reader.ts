import { Failure } from '../../base/failure.ts';
import { MAX_MILTER_PACKET_BYTES } from './protocol.ts';

export interface MilterPacket {
  /** One character. */
  readonly command: string;
  readonly data: Buffer;
}

const LENGTH_BYTES = 4;

/** Puts packets together from octets as they arrive. */
export class MilterPacketReader {
  #chunks: Uint8Array[] = [];
  /** Octets that are no whole packet yet, or that nobody has asked for. */
  #bytes = 0;
  /** Below it there is no packet, and nothing has to be put together. */
  #neededBytes = LENGTH_BYTES;

  get isEmpty(): boolean {
    return this.#bytes === 0;
  }

  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
  }

  /** The next packet, or null until more has come. Throws Failure `invalid` for a length that none may have. */
  next(): MilterPacket | null {
    if (this.#bytes < this.#neededBytes) return null;
    const bytes = Buffer.concat(this.#chunks);
    this.#chunks = [bytes];
    const length = bytes.readUInt32BE();
    if (length === 0 || length > MAX_MILTER_PACKET_BYTES) {
      throw new Failure('invalid', `a packet of ${length} octets from a filter`);
    }
    const end = LENGTH_BYTES + length;
    if (bytes.length < end) {
      this.#neededBytes = end;
      return null;
    }
    this.#chunks = [bytes.subarray(end)];
    this.#bytes -= end;
    this.#neededBytes = LENGTH_BYTES;
    return { command: String.fromCharCode(bytes.readUInt8(LENGTH_BYTES)), data: bytes.subarray(LENGTH_BYTES + 1, end) };
  }
}
