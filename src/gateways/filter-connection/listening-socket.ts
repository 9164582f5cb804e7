import { Socket } from 'node:net';

type Done = (error?: Error | null) => void;

/**
 * A socket that goes on listening when it can no longer speak. Some filters answer before they have everything and hang
 * up: a socket of Node ends with the write that fails then, and what the filter said before is never read.
 */
export class ListeningSocket extends Socket {
  #hasLostVoice = false;

  /** What is written goes nowhere: the other side does not listen any more. */
  get hasLostVoice(): boolean {
    return this.#hasLostVoice;
  }

  override _write(chunk: unknown, encoding: BufferEncoding, done: Done): void {
    super._write(chunk, encoding, this.#forgiving(done));
  }

  override _writev(chunks: { chunk: unknown; encoding: BufferEncoding }[], done: Done): void {
    super._writev?.(chunks, this.#forgiving(done));
  }

  override _final(done: Done): void {
    super._final(this.#forgiving(done));
  }

  #forgiving(done: Done): Done {
    return (error) => {
      if (error != null) this.#hasLostVoice = true;
      done();
    };
  }
}
