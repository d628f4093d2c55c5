import type { ResourceKind } from '../resources/resource.ts';
import { printableText } from '../text/printable.ts';
import { didYouMean } from './did-you-mean.ts';
import { groupOf, isResourceKind } from './kinds.ts';

/** What `apiVersion` and `kind` say about how to read an object. */
export type Identity =
  | { readonly kind: 'known'; readonly resourceKind: ResourceKind }
  /** A kind of ours under a version or name that the API server no longer has; `apiVersion` is what replaced it. */
  | {
      readonly kind: 'legacy';
      readonly resourceKind: ResourceKind;
      readonly apiVersion: string;
      readonly message: string;
      readonly fix: string;
    }
  /** Refused by every API server. */
  | { readonly kind: 'refused'; readonly path: 'apiVersion' | 'kind'; readonly message: string; readonly fix?: string }
  /** Not read here; `message` where that may surprise. */
  | { readonly kind: 'unsupported'; readonly message?: string };

const gatewayApi = 'gateway.networking.k8s.io';

const otherGatewayKinds = ['GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute', 'ListenerSet', 'BackendTLSPolicy'];
const gatewayKinds = ['GatewayClass', 'Gateway', 'HTTPRoute', 'ReferenceGrant', ...otherGatewayKinds];

// Core kinds that have nothing to do with routing.
const otherCoreKinds = [
  ...['Binding', 'ComponentStatus', 'Endpoints', 'Event', 'LimitRange', 'List', 'Node', 'PersistentVolume'],
  ...['PersistentVolumeClaim', 'Pod', 'PodTemplate', 'ReplicationController', 'ResourceQuota', 'ServiceAccount'],
];
const coreKinds = ['Namespace', 'Service', 'Secret', 'ConfigMap', ...otherCoreKinds];

/** Groups of Kubernetes itself, in which kinds of ours are often looked for. */
const builtInGroups = new Set(['apps', 'batch', 'extensions', 'networking.k8s.io', 'discovery.k8s.io']);

const versions: Readonly<Record<string, readonly string[]>> = {
  [gatewayApi]: ['v1', 'v1beta1'],
  'discovery.k8s.io': ['v1'],
  'apiextensions.k8s.io': ['v1'],
  '': ['v1'],
};

const currentVersion = (group: string): string => (group === '' ? 'v1' : `${group}/v1`);

function splitApiVersion(apiVersion: string): readonly [group: string, version: string] {
  const slash = apiVersion.indexOf('/');
  return slash === -1 ? ['', apiVersion] : [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)];
}

function refuseKind(apiVersion: string, kind: string, kinds: readonly string[]): Identity {
  const meant = didYouMean(kind, kinds);
  const message = `${printableText(apiVersion)} has no kind ${printableText(kind)}`;
  return { kind: 'refused', path: 'kind', message, ...(meant !== undefined && { fix: `did you mean ${meant}?` }) };
}

function identifyOwnKind(resourceKind: ResourceKind, group: string, version: string): Identity {
  const expected = groupOf(resourceKind);
  const current = currentVersion(expected);
  const fix = `write apiVersion: ${current}`;
  if (group === expected) {
    if (versions[group]?.includes(version) === true) return { kind: 'known', resourceKind };
    if (/^v[0-9]+(alpha|beta)[0-9]+$/.test(version)) {
      return {
        kind: 'legacy',
        resourceKind,
        apiVersion: current,
        message: `${resourceKind} is no longer served as ${version}`,
        fix,
      };
    }
    return {
      kind: 'refused',
      path: 'apiVersion',
      message: `there is no version ${printableText(version)} of ${resourceKind}`,
      fix,
    };
  }
  if (group === 'networking.x-k8s.io') {
    const message = `${group} was the group of the Gateway API before 2021`;
    return { kind: 'legacy', resourceKind, apiVersion: current, message, fix };
  }
  if (group === '' || group === gatewayApi || builtInGroups.has(group)) {
    return {
      kind: 'refused',
      path: 'apiVersion',
      message: `${resourceKind} is not in the group ${printableText(group)}`,
      fix,
    };
  }
  // A kind of the same name in another group, such as Istio's Gateway or Knative's Service.
  return { kind: 'unsupported' };
}

function identifyGatewayKind(apiVersion: string, kind: string): Identity {
  if (otherGatewayKinds.includes(kind)) return { kind: 'unsupported', message: `${kind} is not read yet` };
  if (kind === 'ReferencePolicy') {
    const current = currentVersion(gatewayApi);
    const fix = `write apiVersion: ${current} and kind: ReferenceGrant`;
    const message = 'ReferencePolicy was renamed';
    return { kind: 'legacy', resourceKind: 'ReferenceGrant', apiVersion: current, message, fix };
  }
  return refuseKind(apiVersion, kind, gatewayKinds);
}

/** Decides by `apiVersion` and `kind` alone. */
export function identify(apiVersion: string, kind: string): Identity {
  const [group, version] = splitApiVersion(apiVersion);
  if (isResourceKind(kind)) return identifyOwnKind(kind, group, version);
  if (group === gatewayApi) return identifyGatewayKind(apiVersion, kind);
  if (group === 'gateway.networking.x-k8s.io') {
    return { kind: 'unsupported', message: `${printableText(kind)} is experimental and not read yet` };
  }
  if (group === '' && version === 'v1' && !coreKinds.includes(kind)) return refuseKind(apiVersion, kind, coreKinds);
  return { kind: 'unsupported' };
}
