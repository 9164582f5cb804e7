import { globSync } from 'node:fs';

const NOT_OURS = /(^|\/)(node_modules|\.git|\.peers|coverage|data|dist|tmp)(\/|$)/;

/** The project's own files that match one of the patterns, relative to its folder, in order. */
export function projectFiles(root: string, patterns: readonly string[]): string[] {
  return globSync(patterns, {
    cwd: root,
    withFileTypes: true,
    exclude: (entry) => NOT_OURS.test(`${entry.parentPath}/${entry.name}`.slice(root.length)),
  })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(root.length + 1))
    .sort();
}
