/** One thing that `npm run check` proves about the project. */
export interface Check {
  readonly name: string;
  /** @returns what is wrong, one line each; nothing when all is well. */
  run(root: string): Promise<Findings>;
}

export interface Findings {
  readonly problems: readonly string[];
  /** Worth a look, but no reason to fail. */
  readonly warnings?: readonly string[];
}
