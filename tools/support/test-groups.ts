/** The groups of tests, in the order in which `npm test` runs them. Each is a project of vitest.config.ts. */
export const TEST_GROUPS = [
  { name: 'unit', folders: ['src', 'apps', 'tools', 'locales', 'bench', 'test/support'] },
  { name: 'corpus', folders: ['test/corpus'] },
  { name: 'fuzz', folders: ['test/fuzz'] },
  { name: 'transcripts', folders: ['test/transcripts'] },
  // These start programs, kill them and wait for them, so they have the machine to themselves.
  { name: 'attacks', folders: ['test/attacks'], isAlone: true },
  { name: 'browser', folders: ['test/browser'], isAlone: true },
  { name: 'interop', folders: ['test/interop'], isAlone: true },
  { name: 'crash', folders: ['test/crash'], isAlone: true },
] as const satisfies readonly TestGroup[];

export interface TestGroup {
  readonly name: string;
  readonly folders: readonly string[];
  /** Its files run one after the other, with longer limits. */
  readonly isAlone?: boolean;
}
