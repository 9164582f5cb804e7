/** What the build makes (tools/web/plugins.ts), and files that are no modules. */

declare module 'virtual:endpoints' {
  /** Method and path of each endpoint of the management API. */
  const table: Readonly<Record<string, { readonly method: string; readonly path: string }>>;

  export { table };
}

declare module 'virtual:catalogues' {
  /** Loads the texts of one language. */
  const load: Readonly<Record<string, () => Promise<{ readonly texts: Readonly<Record<string, string>> }>>>;

  export { load };
}

declare module '*.css' {
  const classes: Readonly<Record<string, string>>;
  export default classes;
}

interface ImportMeta {
  /** Where the application is found: Vite's `base`. */
  readonly env: { readonly BASE_URL: string };
}

/** The schemas of the API name it in a type; nothing of it is in a browser. */
type Buffer = Uint8Array;
declare const Buffer: { from(text: string, encoding: string): Uint8Array };
