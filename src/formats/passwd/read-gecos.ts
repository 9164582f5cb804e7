/** The comment field of passwd(5): full name, office, phone there, phone at home, as chfn(1) writes them. */

export interface Gecos {
  readonly firstName: string;
  readonly lastName: string;
  readonly office: string;
  readonly workPhone: string;
  readonly homePhone: string;
}

/** @param name of the account: `&` stands for it, with a capital. */
export function readGecos(gecos: string, name: string): Gecos {
  const capital = name.slice(0, 1).toUpperCase() + name.slice(1);
  const [fullName = '', office = '', workPhone = '', homePhone = ''] = gecos.split(',').map((part) => part.trim());
  const words = fullName.replaceAll('&', capital).split(/\s+/).filter(Boolean);
  return { firstName: words.slice(0, -1).join(' '), lastName: words.at(-1) ?? '', office, workPhone, homePhone };
}
