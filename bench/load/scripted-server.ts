import { createServer, type Server } from 'node:net';

export interface ScriptedServer extends AsyncDisposable {
  readonly port: number;
  /** What clients sent, in order. */
  received(): string;
}

/** For tests of the clients: greets, then answers each part of the input that a pattern finds, byte by byte. */
export async function scriptedServer(
  greeting: string,
  answers: ReadonlyArray<readonly [RegExp, string]>,
): Promise<ScriptedServer> {
  let received = '';
  const server: Server = createServer({ noDelay: true }, (socket) => {
    let pending = '';
    let next = 0;
    const send = (text: string): void => {
      for (const byte of Buffer.from(text, 'latin1')) socket.write(Buffer.of(byte));
    };
    send(greeting);
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      pending += chunk.toString('latin1');
      for (let answer = answers[next]; answer !== undefined; answer = answers[next]) {
        const match = answer[0].exec(pending);
        if (match === null) return;
        pending = pending.slice(match.index + match[0].length);
        next++;
        send(answer[1]);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    received: () => received,
    [Symbol.asyncDispose]: async () => void (await new Promise((resolve) => server.close(resolve))),
  };
}
