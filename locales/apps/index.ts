/** The texts of the browser applications: one folder an area of the interface, one file a language. */
import type { TextKey } from '../translator.ts';
import type groups from './groups/en.json';
import type my from './my/en.json';
import type server from './server/en.json';
import type shared from './shared/en.json';
import type users from './users/en.json';

type Stem<K> = K extends `${infer Base}_${'one' | 'two' | 'few' | 'many' | 'other'}` ? Base : K;

/** A text that the applications may use: their own, or one of the server's catalogue. */
export type AppTextKey =
  | TextKey
  | Stem<keyof typeof shared | keyof typeof server | keyof typeof my | keyof typeof users | keyof typeof groups>;
