/** The layers are what docs/architecture.md says. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cruise, type ICruiseOptions, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';
import type { Check } from './check.ts';
import { CYCLE_RULES, LAYER_RULES } from './layer-rules.ts';
import { withoutTypeImports } from './swc-visitor.ts';

const FOLDERS = ['src', 'locales', 'apps', 'test', 'tools', 'bench'];

/** Packages are found as Node finds them. */
const RESOLUTION = { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] };

export const layers: Check = {
  name: 'layers',
  async run(root) {
    const all = await violations(root, LAYER_RULES);
    // Types that know each other are gone at run time: only what remains can be a cycle.
    const cycles = await withoutTypeImports(async () => await violations(root, CYCLE_RULES));
    return { problems: [...all, ...cycles] };
  },
};

async function violations(root: string, forbidden: IForbiddenRuleType[]): Promise<string[]> {
  const options: ICruiseOptions = {
    baseDir: root,
    validate: true,
    ruleSet: { forbidden },
    // The default parser needs TypeScript's JavaScript interface, which version 7 lacks: it finds nothing, and passes.
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
  };
  const folders = FOLDERS.filter((name) => existsSync(join(root, name)));
  const { summary } = (await cruise(folders, options, RESOLUTION)).output as ICruiseResult;
  if (!summary.totalDependenciesCruised) return ['not one import was found'];
  return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
}
