/** The client for a content filter that the administrator has named. */
import type { ContentFilter, FilterConfig } from '../domain/ports/content-filter.ts';
import { createMilterFilter } from './milter/milter-filter.ts';
import { createClamdFilter } from './scanner/clamd-filter.ts';
import { createSmtpFilter } from './smtp-filter/smtp-filter.ts';
import { createSpamdFilter } from './spamd/spamd-filter.ts';

/**
 * Opens no connection yet: each message has its own.
 *
 * @param maxMessageBytes what a filter may make of a message: asked each time.
 */
export function openContentFilter(config: FilterConfig, maxMessageBytes: () => number): ContentFilter {
  switch (config.kind) {
    case 'clamd':
      return createClamdFilter(config);
    case 'spamd':
      return createSpamdFilter(config);
    case 'milter':
      return createMilterFilter({ ...config, maxBodyBytes: maxMessageBytes });
    case 'smtp':
      return createSmtpFilter(config);
  }
}
