import { ownPolicyGroup } from '../../validation/read-policy.ts';
import { definePolicyKind, type PolicyKindDefinition } from '../define-policy-kind.ts';
import type { PolicyKind, TargetKind } from '../policy-kind.ts';

const everywhere: readonly TargetKind[] = [
  'GatewayClass',
  'Gateway',
  'ListenerSet',
  'HTTPRoute',
  'Service',
  'Namespace',
];

type OwnDefinition = Omit<PolicyKindDefinition, 'group' | 'clusterKind' | 'targets' | 'attachment' | 'strategies'>;

/**
 * A kind of the project's own group: it attaches anywhere in the hierarchy, and its cluster-scoped twin, which is named
 * `Cluster` and the kind, to GatewayClasses.
 */
export const inheritedKind = (definition: OwnDefinition): PolicyKind =>
  definePolicyKind({
    ...definition,
    group: ownPolicyGroup,
    clusterKind: `Cluster${definition.kind}`,
    targets: everywhere,
    attachment: 'inherited',
  });
