import { type Command, InvalidArgumentError } from 'commander';
import { portNumber, type ServeFlags } from '../serve/flags.ts';

/** The flags of `serve` that steer Envoys. */
export interface FleetFlags extends ServeFlags {
  readonly envoy?: true;
  /** Port of gRPC discovery (ADS). */
  readonly xdsPort: number;
  /** Port of REST discovery; none unless set. */
  readonly xdsRestPort?: number;
  /** Folder for Envoy's file subscription; none unless set. */
  readonly xdsFolder?: string;
  /** Files in PEM; mTLS where they are set. */
  readonly xdsCert?: string;
  readonly xdsKey?: string;
  readonly xdsClientCa?: string;
  /** Address that the Envoys' listeners bind. */
  readonly envoyBind: string;
  /** Parts that the routes of a port are spread over; 0 for none. */
  readonly envoyScopes: number;
  /** `delta` or `sotw`, of the bootstraps that are printed. */
  readonly printBootstrap?: 'delta' | 'sotw' | 'rest';
}

const variant = (value: string): 'delta' | 'sotw' | 'rest' => {
  if (value === 'delta' || value === 'sotw' || value === 'rest') return value;
  throw new InvalidArgumentError('It is delta, sotw or rest.');
};

const mostScopes = 1_024;

const scopes = (value: string): number => {
  if (/^\d{1,4}$/.test(value) && Number(value) <= mostScopes) return Number(value);
  throw new InvalidArgumentError(`It is a number from 0 to ${mostScopes}.`);
};

/** Adds the flags that steer Envoys. */
export const addFleet = (command: Command): Command =>
  command
    .option('--envoy', 'steer Envoys by gRPC discovery (ADS) instead of serving here')
    .option('--xds-port <port>', 'port of gRPC discovery', (value) => portNumber(value, 0), 18_000)
    .option('--xds-rest-port <port>', 'port of REST discovery', (value) => portNumber(value, 0))
    .option('--xds-folder <folder>', "folder for Envoy's file subscription")
    .option('--xds-cert <file>', 'certificate of the discovery server; with --xds-key and --xds-client-ca: mTLS')
    .option('--xds-key <file>', 'its private key')
    .option('--xds-client-ca <file>', 'who signs the certificates of the Envoys')
    .option('--envoy-bind <address>', "address that the Envoys' listeners bind", '0.0.0.0')
    .option('--envoy-scopes <count>', "spread each port's routes over so many scopes (64 for 10,000 hosts)", scopes, 0)
    .option('--print-bootstrap <variant>', 'print a bootstrap for an Envoy: delta, sotw or rest', variant);
