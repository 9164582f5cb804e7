import { existsSync } from 'node:fs';
import { mkdir, open, readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/**
 * A script that runs a program from a folder of unpacked packages as if they were installed: with their interpreter,
 * libraries and modules.
 *
 * @returns the path of the script.
 */
export async function writeWrapper(root: string, program: string): Promise<string> {
  const usr = join(root, 'usr');
  const target = ['bin', 'sbin'].map((folder) => join(usr, folder, program)).find((file) => existsSync(file));
  if (target === undefined) throw new Error(`the unpacked packages contain no ${program}`);
  const wrapper = join(root, 'run', program);
  const settings = Object.entries(await settingsFor(usr)).map(
    ([name, folders]) => `export ${name}=${quote(folders.join(':'))}\${${name}:+:$${name}}`,
  );
  const command = [...(await interpreterOf(target, usr)), target].map(quote).join(' ');
  await mkdir(join(root, 'run'), { recursive: true });
  await writeFile(wrapper, `#!/bin/sh\n${settings.join('\n')}\nexec ${command} "$@"\n`, { mode: 0o755 });
  return wrapper;
}

/** Where the dynamic linker and the interpreters look besides their usual places; only folders that exist. */
async function settingsFor(usr: string): Promise<Record<string, string[]>> {
  const libraries = join(usr, 'lib');
  const entries = await readdir(libraries).catch(() => []);
  const architecture = join(libraries, entries.find((name) => name.includes('-linux-gnu')) ?? 'none');
  const perl = [join(usr, 'share/perl'), join(architecture, 'perl'), join(architecture, 'perl5')];
  const perlVersions = await Promise.all(
    perl.map(async (folder) => (await readdir(folder).catch(() => [])).map((name) => join(folder, name))),
  );
  const candidates = {
    PATH: [join(usr, 'bin')],
    LD_LIBRARY_PATH: [architecture, libraries],
    PERL5LIB: [join(usr, 'share/perl5'), ...perlVersions.flat()],
    PYTHONPATH: [join(libraries, 'python3/dist-packages')],
    SASL_PATH: [join(architecture, 'sasl2')],
  };
  return Object.fromEntries(
    Object.entries(candidates)
      .map(([name, folders]) => [name, folders.filter((folder) => existsSync(folder))] as const)
      .filter(([, folders]) => folders.length > 0),
  );
}

/** The interpreter that the first line of a script names: the unpacked one, else the system's. Nothing for a binary. */
async function interpreterOf(target: string, usr: string): Promise<string[]> {
  await using file = await open(target);
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(256), position: 0 });
  const line = /^#! *(.+)/.exec(buffer.toString('latin1', 0, bytesRead))?.[1];
  if (line === undefined) return [];
  const [named = '', ...args] = line.trim().split(/\s+/);
  const [interpreter = '', ...rest] = basename(named) === 'env' ? args : [named, ...args];
  const unpacked = join(usr, 'bin', basename(interpreter));
  return [existsSync(unpacked) ? unpacked : interpreter, ...rest];
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
