/** The thread in which signatures are verified and made: its tasks side by side, each in the order of its octets. */
import { parentPort } from 'node:worker_threads';
import type { DnsAnswer } from '../../../domain/ports/name-service.ts';
import { MessageSigner } from '../dkim/sign-message.ts';
import type { FromThread, Task, TaskResults, ToThread } from './protocol.ts';
import { MessageSealer } from './seal-message.ts';
import { SignatureCheck } from './verify-signatures.ts';

interface Work {
  push(chunk: Uint8Array): void | Promise<void>;
  finish(): TaskResults[keyof TaskResults] | Promise<TaskResults[keyof TaskResults]>;
}

interface RunningTask {
  readonly work: Work;
  /** What has been asked of it so far, one after the other. */
  turn: Promise<void>;
}

export function runMailAuthThread(): void {
  if (parentPort === null) throw new Error('not a worker thread');
  const port = parentPort;
  const send = (message: FromThread) => port.postMessage(message);
  const tasks = new Map<number, RunningTask>();
  const questions = new Map<number, (answer: DnsAnswer<string>) => void>();
  let lastQuestion = 0;

  const ask = (id: number, name: string) =>
    new Promise<DnsAnswer<string>>((resolve) => {
      lastQuestion += 1;
      questions.set(lastQuestion, resolve);
      send({ kind: 'ask', id, question: lastQuestion, name });
    });

  /** Does the next step of a task; with the first that fails the task is over. */
  const step = (id: number, action: (work: Work) => Promise<void>) => {
    const task = tasks.get(id);
    if (task === undefined) return;
    const previous = task.turn;
    const run = async () => {
      await previous;
      if (!tasks.has(id)) return;
      try {
        await action(task.work);
      } catch (error) {
        if (tasks.delete(id)) send({ kind: 'failed', id, message: String(error) });
      }
    };
    task.turn = run();
  };

  port.on('message', (message: ToThread) => {
    switch (message.kind) {
      case 'begin': {
        const { id, task } = message;
        tasks.set(id, { work: workFor(task, (name) => ask(id, name)), turn: Promise.resolve() });
        return;
      }
      case 'chunk':
        return step(message.id, async (work) => {
          await work.push(message.octets);
          send({ kind: 'taken', id: message.id, length: message.octets.length });
        });
      case 'end':
        return step(message.id, async (work) => {
          const result = await work.finish();
          if (tasks.delete(message.id)) send({ kind: 'done', id: message.id, result });
        });
      case 'cancel':
        if (tasks.delete(message.id)) send({ kind: 'cancelled', id: message.id });
        return;
      case 'answer': {
        const resolve = questions.get(message.question);
        questions.delete(message.question);
        resolve?.(message.answer);
      }
    }
  });
}

function workFor(task: Task, ask: (name: string) => Promise<DnsAnswer<string>>): Work {
  switch (task.kind) {
    case 'verify':
      return new SignatureCheck((name) => resolve(ask(name)), task.nowMs);
    case 'sign':
      return new MessageSigner(task.keys, task.times);
    case 'seal':
      return new MessageSealer(task.request, task.nowMs);
  }
}

/** An answer in the terms of `dns.resolve`, which mailauth expects. */
async function resolve(asked: Promise<DnsAnswer<string>>): Promise<string[][]> {
  const answer = await asked;
  if (answer.kind === 'found') return answer.records.map((record) => [record]);
  const code = answer.kind === 'failed' ? 'ESERVFAIL' : answer.isNxDomain ? 'ENOTFOUND' : 'ENODATA';
  throw Object.assign(new Error(answer.kind === 'failed' ? answer.reason : 'no such record'), { code });
}
