/** What people read in the browser comes from the catalogue: no words stand in the components themselves. REQUIREMENTS P9 */
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from '@swc/core';
import type { Check } from './check.ts';

/** Properties whose values people see or hear. */
const SEEN = new Set([
  ...['label', 'title', 'placeholder', 'description', 'alt', 'header', 'lead', 'error', 'action', 'text', 'legend'],
  ...['aria-label', 'aria-description', 'aria-roledescription', 'aria-valuetext'],
]);
const WORD = /\p{L}{2,}/u;
/** Of the catalogue: some components look the text up themselves. */
const KEY = /^(?:web|server|my)(?:\.[\w-]+)+$/;

interface Node {
  readonly type?: string;
  readonly [key: string]: unknown;
}

export const interfaceTexts: Check = {
  name: 'texts of the applications',
  async run(root) {
    const files = globSync('apps/**/*.tsx', { cwd: root }).sort();
    const found = await Promise.all(
      files.map(async (file) => {
        const texts = await wordsOutsideCatalogue(await readFile(join(root, file), 'utf8'));
        return texts.map((text) => `${file}: “${text}” is not in the catalogue`);
      }),
    );
    return { problems: found.flat() };
  },
};

/** @param source of a component. */
export async function wordsOutsideCatalogue(source: string): Promise<string[]> {
  const found: string[] = [];
  const tell = (text: unknown) => {
    if (typeof text === 'string' && WORD.test(text) && !KEY.test(text)) found.push(text.trim());
  };
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      for (const one of value) visit(one);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const node = value as Node;
    if (node.type === 'JSXText') tell(node.value);
    // Names of elements of code stay as they are in every language.
    if (node.type === 'JSXElement' && elementName(node) === 'code') return;
    if (node.type === 'JSXElement' || node.type === 'JSXFragment')
      for (const child of node.children as Node[]) literals(child, tell);
    if (node.type === 'JSXAttribute' && SEEN.has(attributeName(node))) literals(node.value as Node | null, tell);
    for (const part of Object.values(node)) visit(part);
  };
  visit(await parse(source, { syntax: 'typescript', tsx: true, target: 'es2022' }));
  return found;
}

/** Strings that are shown as they are, also behind a condition. */
function literals(node: Node | null, tell: (text: unknown) => void): void {
  if (node === null) return;
  if (node.type === 'StringLiteral') tell(node.value);
  if (node.type === 'TemplateLiteral') for (const part of node.quasis as Node[]) tell(part.raw);
  if (node.type === 'JSXExpressionContainer' || node.type === 'ParenthesisExpression')
    literals(node.expression as Node, tell);
  if (node.type === 'ConditionalExpression')
    for (const side of [node.consequent, node.alternate]) literals(side as Node, tell);
  if (node.type === 'BinaryExpression' && node.operator === '&&') literals(node.right as Node, tell);
}

function attributeName({ name }: Node): string {
  const { namespace, name: local, value } = name as { namespace?: Node; name?: Node; value?: string };
  return namespace === undefined ? String(value) : `${String(namespace.value)}:${String(local?.value)}`;
}

function elementName({ opening }: Node): string {
  return String(((opening as Node).name as Node).value);
}
