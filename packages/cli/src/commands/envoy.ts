import {
  bootstrap,
  type EnvoyResources,
  type EnvoySnapshot,
  type JsonObject,
  translate,
} from '@routeward/adapters-envoy';
import type { Context, ExitStatus } from '../context.ts';
import { manifestSecrets } from '../envoy/manifest-secrets.ts';
import { loadManifests, reportProblems } from '../input/load.ts';
import type { InputOptions } from '../input/options.ts';
import { printProblems } from '../problems/print-problems.ts';
import { addressesOf } from '../serve/addresses.ts';
import { declaredServices } from '../serve/declared-services.ts';
import type { PlacementFlags } from '../serve/flags.ts';
import { keyMaterial } from '../serve/key-material.ts';
import { jsonText } from '../terminal/output.ts';

export interface EnvoyFlags extends PlacementFlags {
  readonly output: 'bootstrap' | 'resources';
  readonly bind: string;
  readonly gateway?: string;
  readonly admin?: number;
  /** Writes private keys into the bootstrap. */
  readonly inlineSecrets?: true;
}

const bodies = (resources: EnvoyResources): JsonObject[] => [...resources.values()].map(({ body }) => body);

/** Secrets are not among them: what is printed here is to be shown around. */
const resourcesOf = ({ version, listeners, routes, clusters, endpoints }: EnvoySnapshot): JsonObject => ({
  version,
  listeners: bodies(listeners),
  routes: bodies(routes),
  clusters: bodies(clusters),
  endpoints: bodies(endpoints),
});

const usesTls = ({ listeners }: EnvoySnapshot): boolean =>
  [...listeners.values()].some(({ body }) => JSON.stringify(body).includes('"sds_config"'));

/** Prints what an Envoy needs. */
export async function envoy(context: Context, input: InputOptions, flags: EnvoyFlags): Promise<ExitStatus> {
  const manifests = await loadManifests(context, { ...input, ...flags });
  const { engine, locate } = manifests;
  engine.apply(declaredServices(engine, flags.backend));
  const snapshot = translate(engine.configuration, {
    bind: flags.bind,
    portOffset: flags.portOffset,
    portMap: flags.port,
    backends: addressesOf(flags.backend),
    ...(flags.gateway !== undefined && { gateway: flags.gateway }),
    ...(flags.inlineSecrets && {
      secrets: manifestSecrets((key) => engine.resource(key)),
      entries: keyMaterial((key) => engine.resource(key)),
    }),
  });
  const admin = flags.admin === undefined ? {} : { adminPort: flags.admin };
  context.io.out(jsonText(flags.output === 'bootstrap' ? bootstrap(snapshot, admin) : resourcesOf(snapshot)));
  printProblems(locate(snapshot.findings), context);
  if (flags.output === 'bootstrap' && !flags.inlineSecrets && usesTls(snapshot)) {
    context.io.err('listeners with TLS are left out: --inline-secrets writes their private keys into the output\n');
  }
  return reportProblems(context, manifests);
}
