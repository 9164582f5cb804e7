/** One try to get a certificate, as people follow it: its steps, and what became of each name. */
import type { AcmeRunRecord, AcmeStepName, NameProblemKind } from '../settings/certificate-schema.ts';

type Step = AcmeRunRecord['steps'][number];
type NameState = AcmeRunRecord['names'][number];

export class AcmeRun {
  readonly #startedAtMs: number;
  readonly #steps: Step[] = [];
  readonly #names = new Map<string, NameState>();
  #endedAtMs: number | null = null;
  #problem: AcmeRunRecord['problem'] = null;

  constructor(startedAtMs: number) {
    this.#startedAtMs = startedAtMs;
  }

  /** Does the work of a step, and notes how it ended. Rejects as the work does. */
  async step<T>(name: AcmeStepName, work: () => Promise<T>): Promise<T> {
    const at = this.#steps.length;
    this.#steps.push({ name, state: 'running' });
    try {
      const result = await work();
      this.#steps[at] = { name, state: 'done' };
      return result;
    } catch (error) {
      this.#steps[at] = { name, state: 'failed' };
      throw error;
    }
  }

  note(name: string, state: NameState['state'], problem: NameProblemKind | null = null, said = ''): void {
    this.#names.set(name, { name, state, problem, said });
  }

  get failedNames(): readonly NameState[] {
    return [...this.#names.values()].filter(({ state }) => state === 'failed');
  }

  end(atMs: number, problem: AcmeRunRecord['problem'] = null): void {
    this.#endedAtMs = atMs;
    this.#problem = problem;
  }

  record(): AcmeRunRecord {
    return {
      startedAtMs: this.#startedAtMs,
      endedAtMs: this.#endedAtMs,
      steps: [...this.#steps],
      names: [...this.#names.values()],
      problem: this.#problem,
    };
  }
}
