/**
 * What must be undone however the run ends: at its end, on an error, on Ctrl-C.
 * Steps run last in, first out; a failing step does not keep the others from running.
 */
export class Cleanup {
  readonly #steps = new Set<() => Promise<void> | void>();

  /** Registers a step; the result runs it at once, and only once. */
  add(step: () => Promise<void> | void): () => Promise<void> {
    let isDone = false;
    const once = async (): Promise<void> => {
      this.#steps.delete(once);
      if (isDone) return;
      isDone = true;
      await step();
    };
    this.#steps.add(once);
    return once;
  }

  async run(): Promise<void> {
    for (const step of [...this.#steps].reverse()) {
      try {
        await step();
      } catch (error) {
        process.stderr.write(`cleaning up: ${String(error)}\n`);
      }
    }
  }
}
