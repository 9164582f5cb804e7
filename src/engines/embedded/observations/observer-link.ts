import { Worker } from 'node:worker_threads';
import { errorText } from './observation-file.ts';
import type { ObserverData } from './observer.ts';
import type { FromObserver, ToObserver } from './protocol.ts';

/** The way to the observer's thread. */
export interface ObserverLink {
  post(message: ToObserver): void;
}

export interface LinkListener {
  receive(message: FromObserver): void;
  /** The thread is gone; `because` is null when it was told to close. Called once. */
  ended(because: string | null): void;
}

export type OpenObserverLink = (data: ObserverData, listener: LinkListener) => ObserverLink;

/** The thread's file lies beside the engines, with the same ending as this one (`.ts`, or `.js` when compiled). */
const ENTRY = `../../../workers/observer${import.meta.url.slice(import.meta.url.lastIndexOf('.'))}`;

export const observerThread: OpenObserverLink = (data, listener) => {
  const worker = new Worker(new URL(ENTRY, import.meta.url), {
    name: 'observer',
    workerData: data,
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  let failure: string | null = null;
  worker.on('message', (message: FromObserver) => listener.receive(message));
  worker.on('error', (error) => {
    failure = errorText(error);
  });
  worker.on('exit', (code) => listener.ended(failure ?? (code === 0 ? null : `it ended with code ${code}`)));
  return { post: (message) => worker.postMessage(message) };
};
