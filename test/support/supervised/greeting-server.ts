/**
 * A server process that greets each connection with its process id, and how often it was told to reload.
 *
 * The argument says how it behaves: `crash` and `cannot-start` end at once, `stubborn` ignores the order to stop.
 */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { followSupervisor, reportReady } from '../../../src/supervisor/follow-supervisor.ts';
import { receiveListeners } from '../../../src/supervisor/inherited-listeners.ts';
import { CANNOT_START_EXIT_CODE } from '../../../src/supervisor/protocol.ts';

const behaviour = process.argv[2];
if (behaviour === 'crash') process.exit(3);
if (behaviour === 'cannot-start') process.exit(CANNOT_START_EXIT_CODE);

let reloads = 0;
const server = createServer((socket) => socket.end(`${process.pid} ${reloads}\n`));
const listeners = await receiveListeners();
const ports: Record<string, number> = {};
for (const [name, handle] of listeners) {
  const listening = name === 'admin' ? createServer((socket) => socket.end('admin\n')) : server;
  listening.listen(handle);
  await once(listening, 'listening');
  if (name !== 'admin') ports[name] = (listening.address() as AddressInfo).port;
  if (listening !== server) listening.unref();
}
followSupervisor({
  reload: () => {
    reloads += 1;
  },
  stop: () => {
    if (behaviour !== 'stubborn') server.close();
  },
});
reportReady({ pid: process.pid, hostname: 'mail.example.test', ports, dataDir: '.' });
