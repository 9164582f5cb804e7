/** The writer's loop inside its thread. */
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { FromWriter, ToWriter } from '../protocol.ts';
import { systemFiles } from '../segments/files.ts';
import { toWireFailure } from './errors.ts';
import { Writer } from './writer.ts';

/** What the main side passes to the thread. */
export interface WriterThreadData {
  readonly directory: string;
  readonly reserveBytes: number;
  /** The time of opening; later times come with the messages. */
  readonly nowMs: number;
}

export function runWriterThread(): void {
  if (parentPort === null) throw new Error('not a worker thread');
  const port = parentPort;
  const send = (message: FromWriter) => port.postMessage(message);
  const writer = openWriter(workerData as WriterThreadData, send);
  if (writer === null) {
    port.close();
    return;
  }
  port.on('message', (message: ToWriter) => {
    writer.receive(message);
    work(writer, port);
  });
  work(writer, port);
}

function openWriter(data: WriterThreadData, send: (message: FromWriter) => void): Writer | null {
  try {
    return new Writer({ ...data, files: systemFiles }, send);
  } catch (error) {
    send({ kind: 'refused', failure: toWireFailure(error) });
    return null;
  }
}

/** Works until nothing is left; before each step it takes in whatever has arrived meanwhile, as one group. */
function work(writer: Writer, port: MessagePort): void {
  do {
    for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
      writer.receive(next.message as ToWriter);
    }
  } while (writer.step());
  if (writer.isStopped) port.close();
}
