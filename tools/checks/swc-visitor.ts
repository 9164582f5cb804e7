/**
 * Three things that dependency-cruiser's search for imports lacks, added to the parser and the syntax tree visitor of
 * @swc/core that it builds on: components (`.tsx`), at which the parser throws as it is asked, `using` declarations, at which
 * the visitor throws, and leaving out `import type`.
 */
import swc, { type ModuleItem, type ParseOptions, type Statement, type VariableDeclarator } from '@swc/core';
import { Visitor } from '@swc/core/Visitor.js';

interface UsingDeclaration {
  readonly type: 'UsingDeclaration';
  decls: VariableDeclarator[];
}

const { parseFileSync } = swc;
swc.parseFileSync = ((file: string, options: ParseOptions) =>
  parseFileSync(
    file,
    file.endsWith('.tsx') ? { ...options, syntax: 'typescript', tsx: true } : options,
  )) as typeof parseFileSync;

const { visitStatement: visitOtherStatement, visitModuleItem: visitOtherItem } = Visitor.prototype;
let isWithoutTypes = false;

Visitor.prototype.visitStatement = function visitStatement(this: Visitor, statement: Statement): Statement {
  const declaration = statement as Statement | UsingDeclaration;
  if (declaration.type !== 'UsingDeclaration') return visitOtherStatement.call(this, statement);
  declaration.decls = this.visitVariableDeclarators(declaration.decls);
  return statement;
};

Visitor.prototype.visitModuleItem = function visitModuleItem(this: Visitor, item: ModuleItem): ModuleItem {
  const isType = 'typeOnly' in item && item.typeOnly;
  return isType && isWithoutTypes ? item : visitOtherItem.call(this, item);
};

/** While `run` runs, only those imports are seen that still exist at run time. */
export async function withoutTypeImports<T>(run: () => Promise<T>): Promise<T> {
  isWithoutTypes = true;
  try {
    return await run();
  } finally {
    isWithoutTypes = false;
  }
}
