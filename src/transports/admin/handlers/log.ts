/** Endpoint of the log. What is in it comes from strangers as well: nothing of it steers a terminal or a page. */
import { printable } from '../../../base/printable.ts';
import type { LogLineView } from '../../../wire/admin/endpoints/log.ts';
import type { Handlers } from '../handler.ts';

/** Of pino. */
const LEVELS = { debug: 20, info: 30, warn: 40, error: 50 } as const;
const LEVEL_NAMES = new Map(
  Object.entries(LEVELS).map(([name, level]) => [level as number, name as LogLineView['level']]),
);
/** Fields that the view has elsewhere, or that say the same in each line. */
const HIDDEN: readonly string[] = ['level', 'time', 'name', 'msg'];
const MAX_FIELD_LENGTH = 2000;

export const logHandlers: Handlers<'log'> = {
  async 'log.list'({ query: { level, query, service, after, limit } }, { recentLog }) {
    const wanted = query?.toLowerCase();
    const lines: LogLineView[] = [];
    for (const { number, text } of recentLog.newestFirst()) {
      if (number <= after || lines.length === limit) break;
      // Most lines are passed over without being parsed.
      if (wanted !== undefined && !text.toLowerCase().includes(wanted)) continue;
      const entry = readLine(text);
      if (Number(entry.level) < LEVELS[level]) continue;
      if (service !== undefined && entry.service !== service && entry.listener !== service && entry.msg !== service)
        continue;
      lines.push(viewLine(number, entry));
    }
    return { lines: lines.reverse(), last: recentLog.last };
  },
};

type Entry = Readonly<Record<string, unknown>>;

function readLine(text: string): Entry {
  try {
    return JSON.parse(text) as Entry;
  } catch {
    return { level: LEVELS.info, msg: text };
  }
}

function viewLine(number: number, entry: Entry): LogLineView {
  const fields = Object.entries(entry).filter(([name]) => !HIDDEN.includes(name));
  return {
    number,
    at: fieldText(entry.time ?? ''),
    level: LEVEL_NAMES.get(Number(entry.level)) ?? 'info',
    message: fieldText(entry.msg ?? ''),
    fields: Object.fromEntries(fields.map(([name, value]) => [printable(name), fieldText(value)])),
  };
}

function fieldText(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return printable(text.slice(0, MAX_FIELD_LENGTH));
}
