/** The texts of the browser applications: one folder an area of the interface, one file a language. */
import type { TextKey } from '../translator.ts';
import type access from './access/en.json';
import type aliases from './aliases/en.json';
import type audit from './audit/en.json';
import type certificates from './certificates/en.json';
import type dashboard from './dashboard/en.json';
import type devices from './devices/en.json';
import type directory from './directory/en.json';
import type domains from './domains/en.json';
import type groups from './groups/en.json';
import type junk from './junk/en.json';
import type logs from './logs/en.json';
import type my from './my/en.json';
import type quarantine from './quarantine/en.json';
import type queue from './queue/en.json';
import type routes from './routes/en.json';
import type search from './search/en.json';
import type server from './server/en.json';
import type services from './services/en.json';
import type settings from './settings/en.json';
import type shared from './shared/en.json';
import type start from './start/en.json';
import type trace from './trace/en.json';
import type users from './users/en.json';

type Stem<K> = K extends `${infer Base}_${'one' | 'two' | 'few' | 'many' | 'other'}` ? Base : K;

/** A text that the applications may use: their own, or one of the server's catalogue. */
export type AppTextKey =
  | TextKey
  | Stem<
      | keyof typeof access
      | keyof typeof aliases
      | keyof typeof audit
      | keyof typeof certificates
      | keyof typeof dashboard
      | keyof typeof devices
      | keyof typeof directory
      | keyof typeof domains
      | keyof typeof groups
      | keyof typeof logs
      | keyof typeof my
      | keyof typeof quarantine
      | keyof typeof queue
      | keyof typeof routes
      | keyof typeof search
      | keyof typeof server
      | keyof typeof services
      | keyof typeof settings
      | keyof typeof shared
      | keyof typeof start
      | keyof typeof trace
      | keyof typeof users
      | keyof typeof junk
    >;
