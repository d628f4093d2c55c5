import type { Finding, StreamRule, WeightedBackend } from '@routeward/core';
import type { BackendPlan } from '../backend-plan.ts';

/** Never there: what is for it is hung up on, so that the shares of the others stay as configured. */
export const invalidCluster = 'invalid-backend';

/** Where one share of a listener's connections goes. */
export interface StreamTarget {
  readonly cluster: string;
  readonly weight: number;
  readonly plan: BackendPlan | undefined;
}

type FindBackend = (key: string) => BackendPlan | undefined;

/** Those with a share, in order; none at all means that nobody is served. */
export function streamTargets({ backends }: StreamRule, find: FindBackend): StreamTarget[] {
  return backends.flatMap((backend) => {
    if (backend.weight <= 0) return [];
    const plan = backend.kind === 'backend' ? find(backend.backend) : undefined;
    const cluster = backend.kind === 'backend' && !plan?.problem ? backend.backend : invalidCluster;
    return [{ cluster, weight: backend.weight, plan }];
  });
}

const noteOf = (backend: WeightedBackend, find: FindBackend): string[] => {
  const plan = backend.kind === 'backend' ? find(backend.backend) : undefined;
  if (plan?.problem) return [`${plan.problem.message}: its connections are closed`];
  return (plan?.notes ?? []).map((note) => `${plan?.key}: ${note}`);
};

/** What is not as asked for. */
export const streamFindings = (rule: StreamRule, find: FindBackend, more: readonly string[] = []): Finding[] => {
  const path = `spec.rules[${rule.origin.rule}]`;
  const finding = (place: string, message: string): Finding => ({
    severity: 'warning',
    rule: 'value',
    resource: rule.origin.route,
    path: place,
    message,
  });
  return [
    ...more.map((message) => finding(path, message)),
    ...rule.backends.flatMap((backend, index) =>
      noteOf(backend, find).map((message) => finding(`${path}.backendRefs[${index}]`, message)),
    ),
  ];
};
