import { Failure } from '../../base/failure.ts';
import { asBuffer } from '../../formats/mime/byte-string.ts';
import { LineBuffer } from '../line/line-buffer.ts';
import { MAX_MILTER_PACKET_BYTES } from './protocol.ts';

export interface MilterPacket {
  /** One character. */
  readonly command: string;
  readonly data: Buffer;
}

const LENGTH_BYTES = 4;

/** Puts packets together from octets as they arrive, in linear time however small packets and pieces are. */
export class MilterPacketReader {
  readonly #buffer = new LineBuffer();
  /** Of the packet whose length has come; 0 before. */
  #length = 0;

  /** No octets are here that are no whole packet yet, or that nobody has asked for. */
  get isEmpty(): boolean {
    return this.#length === 0 && this.#buffer.length === 0;
  }

  /** Takes over a chunk, which must not be changed afterwards. */
  push(chunk: Uint8Array): void {
    this.#buffer.push(chunk);
  }

  /** The next packet, or null until more has come. Throws Failure `invalid` for a length that none may have. */
  next(): MilterPacket | null {
    if (this.#length === 0) {
      if (this.#buffer.length < LENGTH_BYTES) return null;
      this.#length = lengthOf(this.#take(LENGTH_BYTES));
    }
    if (this.#buffer.length < this.#length) return null;
    const packet = this.#take(this.#length);
    this.#length = 0;
    return { command: String.fromCharCode(packet.readUInt8()), data: packet.subarray(1) };
  }

  #take(count: number): Buffer {
    return asBuffer(this.#buffer.take(count));
  }
}

function lengthOf(field: Buffer): number {
  const length = field.readUInt32BE();
  if (length > 0 && length <= MAX_MILTER_PACKET_BYTES) return length;
  throw new Failure('invalid', `a packet of ${length} octets from a filter`);
}
