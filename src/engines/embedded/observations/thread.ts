/** The observer's loop inside its thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { Observer, type ObserverData } from './observer.ts';
import type { FromObserver, ToObserver } from './protocol.ts';

export function runObserverThread(): void {
  if (parentPort === null) throw new Error('not a worker thread');
  const port = parentPort;
  const observer = new Observer(workerData as ObserverData, (message: FromObserver) => {
    port.postMessage(message);
    if (message.kind === 'closed') port.close();
  });
  port.on('message', (message: ToObserver) => observer.receive(message));
}
