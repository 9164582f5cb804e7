/** What the thread does with the file: writes batches, answers questions, one after another. */
import type { Tally } from '../../../domain/ports/observations.ts';
import { cleanFile } from './clean.ts';
import { findTraces } from './find-traces.ts';
import { MAX_NOTES } from './limits.ts';
import { errorText, ObservationFile } from './observation-file.ts';
import type { FromObserver, Note, Question, QuestionKind, Questions, ToObserver } from './protocol.ts';
import { BatchWriter } from './write-batch.ts';

/** What the main side passes to the thread. */
export interface ObserverData {
  /** Path of the file. */
  readonly path: string;
}

type Handlers = {
  readonly [K in QuestionKind]: (query: Questions[K][0]) => Questions[K][1] | Promise<Questions[K][1]>;
};

export class Observer {
  readonly #send: (message: FromObserver) => void;
  readonly #file: ObservationFile;
  readonly #writer = new BatchWriter();
  readonly #handlers: Handlers;

  constructor({ path }: ObserverData, send: (message: FromObserver) => void) {
    this.#send = send;
    const file = new ObservationFile(path, (because) => send({ kind: 'begun', because }));
    this.#file = file;
    this.#handlers = {
      'find-traces': (query) => findTraces(file, query),
      tallies: ({ topic, day }) =>
        file.use((database) => database.rows<[string, string, number]>(TALLIES, topic, day).map(toTally(topic, day))),
      'forget-tallies': ({ topic, throughDay }) => {
        file.write((database) => {
          database.run('DELETE FROM tally WHERE topic = ? AND day <= ?', topic, throughDay);
          this.#writer.forgetCounts(database);
        });
        return null;
      },
      note: ({ topic, key, nowMs }) => {
        const row = file.use((database) => database.row<[string, number]>(NOTE, topic, key, nowMs));
        return row === undefined ? null : ({ value: row[0], untilMs: row[1] } satisfies Note);
      },
      notes: ({ topic, nowMs }) =>
        file.use((database) =>
          database.rows<[string, string]>(NOTES, topic, nowMs, MAX_NOTES).map(([key, value]) => ({ key, value })),
        ),
      'set-note': ({ topic, key, value, untilMs }) => {
        file.write((database) => database.run(SET_NOTE, topic, key, value, untilMs));
        return null;
      },
      clean: async (query) => {
        await cleanFile(file, query);
        return null;
      },
    };
  }

  receive(message: ToObserver): void {
    switch (message.kind) {
      case 'write':
        this.#write(message);
        return;
      case 'ask':
        void this.#answer(message.id, message.question);
        return;
      case 'close':
        this.#file.close();
        this.#send({ kind: 'closed' });
    }
  }

  #write({ batch }: ToObserver & { readonly kind: 'write' }): void {
    try {
      this.#file.write((database) => {
        try {
          this.#writer.write(database, batch);
        } catch (error) {
          this.#writer.forgetCounts(database);
          throw error;
        }
      });
      this.#send({ kind: 'written', lost: null });
    } catch (error) {
      this.#send({ kind: 'written', lost: { count: batch.length, because: errorText(error) } });
    }
  }

  async #answer(id: number, { kind, query }: Question): Promise<void> {
    try {
      // The table has for each kind the handler of that kind, which the compiler cannot follow through a union.
      const handler = this.#handlers[kind] as (query: Question['query']) => unknown;
      this.#send({ kind: 'answer', id, value: await handler(query) });
    } catch (error) {
      this.#send({ kind: 'failed', id, message: errorText(error) });
    }
  }
}

function toTally(topic: string, day: string): (row: [subject: string, row: string, count: number]) => Tally {
  return ([subject, row, count]) => ({ topic, subject, day, row, count });
}

const TALLIES = 'SELECT subject, row, count FROM tally WHERE topic = ? AND day = ? ORDER BY subject, row';
const NOTE = 'SELECT value, until_ms FROM note WHERE topic = ? AND key = ? AND until_ms > ?';
const NOTES = 'SELECT key, value FROM note WHERE topic = ? AND until_ms > ? ORDER BY until_ms DESC LIMIT ?';
const SET_NOTE = `
  INSERT INTO note (topic, key, value, until_ms) VALUES (?, ?, ?, ?)
  ON CONFLICT (topic, key) DO UPDATE SET value = excluded.value, until_ms = excluded.until_ms`;
