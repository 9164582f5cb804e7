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

declare module 'virtual:own-words' {
  type Texts = Readonly<Record<string, string>>;
  /** Loads what the server itself says, in English and in one language; both empty for English. */
  const load: Readonly<Record<string, () => Promise<{ readonly english: Texts; readonly texts: Texts }>>>;

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
