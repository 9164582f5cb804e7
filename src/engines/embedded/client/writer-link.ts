/** The way to the writer: to its thread, or to one in the same thread for tests that watch its files. */
import { Worker } from 'node:worker_threads';
import type { FromWriter, ToWriter } from '../protocol.ts';
import type { SegmentFiles } from '../segments/files.ts';
import { errorText, toWireFailure } from '../writer/errors.ts';
import type { WriterThreadData } from '../writer/thread.ts';
import { Writer } from '../writer/writer.ts';

export interface WriterLink {
  /** `transfer`: buffers that are given away. */
  post(message: ToWriter, transfer?: ArrayBuffer[]): void;
  /** Resolves when the thread is gone: after `close`, or when it broke. */
  readonly ended: Promise<void>;
}

export type OpenLink = (data: WriterThreadData, listener: (message: FromWriter) => void) => WriterLink;

/** The thread's file lies beside the engines, with the same ending as this one (`.ts`, or `.js` when compiled). */
const ENTRY = `../../../workers/writer${import.meta.url.slice(import.meta.url.lastIndexOf('.'))}`;

export const threadLink: OpenLink = (data, listener) => {
  const entry = new URL(ENTRY, import.meta.url);
  const worker = new Worker(entry, {
    name: 'writer',
    workerData: data,
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  worker.on('message', listener);
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  worker.on('exit', () => resolve());
  worker.on('error', (error) => listener({ kind: 'fatal', message: errorText(error) }));
  worker.on('exit', (code) => listener({ kind: 'fatal', message: `the writer ended with code ${code}` }));
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    ended,
  };
};

/** A writer in this thread, working between turns, on files that a test provides. */
export function inlineLink(files: SegmentFiles): OpenLink {
  return (data, listener) => {
    let writer: Writer | null = null;
    const send = (message: FromWriter) => void setImmediate(listener, message);
    const work = () => {
      if (writer?.step() === true) setImmediate(work);
    };
    try {
      writer = new Writer({ ...data, files }, send);
    } catch (error) {
      send({ kind: 'refused', failure: toWireFailure(error) });
    }
    return {
      post(message) {
        writer?.receive(message);
        setImmediate(work);
      },
      ended: Promise.resolve(),
    };
  };
}
