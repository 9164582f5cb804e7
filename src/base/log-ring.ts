/** The last lines of the log, in memory: for the administrator's browser, where nobody reads standard error. */

export interface LoggedLine {
  /** Grows with each line; a reader asks for what came after the last one that he has. */
  readonly number: number;
  /** As it was written: one JSON object. */
  readonly text: string;
}

/** A line may have a stack or a long reply; this much of it is kept. */
const MAX_LINE_LENGTH = 4000;

export class LogRing {
  readonly #size: number;
  readonly #lines: LoggedLine[] = [];
  #next = 0;
  #number = 0;

  /** @param size how many lines are kept. */
  constructor(size: number) {
    this.#size = size;
  }

  /** Costs nothing but keeping the text: it is read when somebody asks. */
  add(text: string): void {
    const line = { number: ++this.#number, text: text.length > MAX_LINE_LENGTH ? shortened(text) : text };
    this.#lines[this.#next] = line;
    this.#next = (this.#next + 1) % this.#size;
  }

  /** The number of the last line; 0 before the first. */
  get last(): number {
    return this.#number;
  }

  /** Newest first. */
  *newestFirst(): Generator<LoggedLine> {
    for (let step = 1; step <= this.#size; step += 1) {
      const line = this.#lines[(this.#next - step + this.#size) % this.#size];
      if (line === undefined) return;
      yield line;
    }
  }
}

/** Still an object that can be read: what it begins with, and that there was more. */
function shortened(text: string): string {
  const [, level = '30', time = ''] = /^\{"level":(\d+),"time":"([^"]*)"/.exec(text) ?? [];
  const message = /"msg":"((?:[^"\\]|\\.)*)"\}?\s*$/.exec(text.slice(-MAX_LINE_LENGTH))?.[1] ?? '';
  return `{"level":${level},"time":"${time}","isCut":true,"msg":"${message}"}`;
}
