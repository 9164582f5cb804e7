/** How the browser applications are built: one page whose parts are loaded when they are needed. */
import { join } from 'node:path';
import type { InlineConfig } from 'vite';
import { catalogues, endpointTable, ownWords } from './plugins.ts';

/** Where the page is found: below the address that the product has always had. */
export const WEB_BASE = '/msg/';

export function viteConfig(root: string, outDir: string): InlineConfig {
  return {
    configFile: false,
    root: join(root, 'apps'),
    base: WEB_BASE,
    logLevel: 'warn',
    plugins: [endpointTable(), catalogues(root), ownWords(root)],
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2023',
      // The server's content security policy takes no data: in scripts and styles.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      chunkSizeWarningLimit: 700,
      rolldownOptions: {
        // Libraries mark what runs in browsers only: it is said of each of their files.
        onLog: (level, log, handle) => {
          if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log);
        },
      },
    },
  };
}
