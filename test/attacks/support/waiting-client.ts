/** Thread of `watchOthers`: asks for nothing, again and again, and tells at the end how long the longest answer took. */
import { parentPort, workerData } from 'node:worker_threads';
import { RawClient } from '../../support/raw-client.ts';

let isOver = false;
let longestMs = 0;

parentPort?.once('message', () => {
  isOver = true;
});
using client = await RawClient.open(workerData as number);
await client.line();
parentPort?.postMessage('ready');
while (!isOver) {
  const start = performance.now();
  const reply = await client.ask('n NOOP');
  if (reply !== 'n OK NOOP completed') throw new Error(reply);
  longestMs = Math.max(longestMs, performance.now() - start);
}
parentPort?.postMessage(longestMs);
