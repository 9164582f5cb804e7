/** A content filter that has every message kept in quarantine, and says why. */
import { MilterPacketReader } from '../../src/wire/milter/packet-reader.ts';
import { type StandInFilter, startStandInFilter } from './stand-in-filter.ts';

const VERSION = 6;
const MAY_QUARANTINE = 0x20;

export function startKeepingMilter(reason: string): Promise<StandInFilter> {
  const terms = Buffer.alloc(12);
  terms.writeUInt32BE(VERSION, 0);
  terms.writeUInt32BE(MAY_QUARANTINE, 4);
  return startStandInFilter((socket) => {
    const reader = new MilterPacketReader();
    socket.on('data', (chunk) => {
      reader.push(chunk);
      for (let next = reader.next(); next !== null; next = reader.next()) {
        if (next.command === 'O') socket.write(packet('O', terms));
        else if (next.command === 'E')
          socket.write(Buffer.concat([packet('q', Buffer.from(`${reason}\0`)), packet('c')]));
        // Macros, the end of a message and of the connection have no answer.
        else if (!'DAQ'.includes(next.command)) socket.write(packet('c'));
      }
    });
  });
}

function packet(command: string, data: Uint8Array = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(1 + data.length);
  head.write(command, 4, 'latin1');
  return Buffer.concat([head, data]);
}
