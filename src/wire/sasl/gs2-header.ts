/** The header of the GS2 mechanisms, which SCRAM and OAUTHBEARER begin with. RFC 5801 section 4, RFC 5802 section 7 */
import { Failure } from '../../base/failure.ts';

/** `none`: the client cannot bind. `unused`: it could, but believes that the server cannot. */
export type ChannelBinding =
  | { readonly kind: 'none' }
  | { readonly kind: 'unused' }
  | { readonly kind: 'used'; readonly type: string };

export interface Gs2Header {
  readonly binding: ChannelBinding;
  /** As whom to act; the empty string for oneself. */
  readonly authorisationIdentity: string;
  /** As it came, up to its second comma: channel binding repeats it. */
  readonly text: string;
}

const GS2_HEADER = /^(?:(n)|(y)|p=([A-Za-z0-9.-]+)),(?:a=([^,\0]+))?,/;

/** Null where a message does not begin with one. Throws Failure `invalid` for a name that is not escaped as it must be. */
export function parseGs2Header(message: string): Gs2Header | null {
  const fields = GS2_HEADER.exec(message);
  if (fields === null) return null;
  const [text, none, , type, name = ''] = fields;
  return {
    binding: type === undefined ? { kind: none === 'n' ? 'none' : 'unused' } : { kind: 'used', type },
    authorisationIdentity: unescapeName(name),
    text,
  };
}

/** RFC 5801 section 4, RFC 5802 section 5.1: `=2C` is a comma and `=3D` an equals sign; any other `=` is an error. */
export function unescapeName(name: string): string {
  return name.replace(/=(2C|3D)?/g, (_, code: string | undefined) => {
    if (code === undefined) throw new Failure('invalid', 'a name with a bare equals sign');
    return code === '2C' ? ',' : '=';
  });
}
