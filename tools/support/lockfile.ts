/** What the tools read of npm's package-lock.json (lockfileVersion 3). */
export interface Lockfile {
  packages: Record<string, LockedPackage>;
}

export interface LockedPackage {
  version?: string;
  resolved?: string;
  integrity?: string;
  dev?: boolean;
  optional?: boolean;
  hasInstallScript?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

export interface MissingPackage {
  readonly name: string;
  readonly version: string;
  readonly parent: LockedPackage;
}

/** Optional packages that a locked package names and the lockfile lacks: `npm ci` refuses such a lockfile. */
export function missingOptionalPackages({ packages }: Lockfile): MissingPackage[] {
  const missing = new Map<string, MissingPackage>();
  for (const parent of Object.values(packages)) {
    for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
      if (`node_modules/${name}` in packages || missing.has(name)) continue;
      missing.set(name, { name, version, parent });
    }
  }
  return [...missing.values()];
}
