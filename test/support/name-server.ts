/** For tests: a name server on a loopback port that answers what the test says, right or wrong. */
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { type Answer, type DecodedPacket, decode, encode, type Packet } from 'dns-packet';
import { freePort } from '../../bench/harness/ports.ts';

export interface AskedQuestion {
  readonly name: string;
  readonly type: string;
  readonly overTcp: boolean;
  readonly query: DecodedPacket;
}

/** What to answer: octets as they are, or a message; nothing for silence. Several are sent one after the other. */
export type TestAnswer = Buffer | Packet | null;

export interface TestNameServer extends AsyncDisposable {
  readonly address: string;
  readonly asked: readonly AskedQuestion[];
}

export async function startTestNameServer(
  answer: (question: AskedQuestion) => TestAnswer | readonly TestAnswer[],
): Promise<TestNameServer> {
  const asked: AskedQuestion[] = [];
  const answersTo = (message: Buffer, overTcp: boolean): Buffer[] => {
    const query = decode(message);
    const question = {
      name: query.questions?.[0]?.name ?? '',
      type: String(query.questions?.[0]?.type),
      overTcp,
      query,
    };
    asked.push(question);
    const answers = answer(question);
    const list = Array.isArray(answers) ? (answers as readonly TestAnswer[]) : [answers as TestAnswer];
    return list.flatMap((one) => (one === null ? [] : [Buffer.isBuffer(one) ? one : encode(one)]));
  };
  const tcp = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (chunk) => {
      for (const message of answersTo(chunk.subarray(2), true)) {
        // One octet at a time: an answer may come in any pieces.
        for (const octet of [message.length >> 8, message.length & 0xff, ...message]) socket.write(Buffer.of(octet));
      }
    });
  });
  const port = await freePort();
  await new Promise<void>((resolve) => tcp.listen(port, '127.0.0.1', resolve));
  const udp = createSocket('udp4');
  udp.on('message', (message, asker) => {
    for (const one of answersTo(message, false)) udp.send(one, asker.port, asker.address);
  });
  await new Promise<void>((resolve) => udp.bind(port, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${port}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([
        new Promise<void>((resolve) => udp.close(() => resolve())),
        new Promise<unknown>((resolve) => tcp.close(resolve)),
      ]);
    },
  };
}

/** A right answer. */
export function replyTo({ query }: AskedQuestion, answers: readonly Answer[], more: Partial<Packet> = {}): Packet {
  return { type: 'response', id: query.id ?? 0, questions: query.questions ?? [], answers: [...answers], ...more };
}
