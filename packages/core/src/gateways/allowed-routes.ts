import { kindName } from '../references/kind-name.ts';
import { compileSelector } from '../references/label-selector.ts';
import type { AllowedRoutes } from '../resources/listener.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { unreachable } from '../text/unreachable.ts';
import type { RouteGroupKind } from './evaluated-gateway.ts';
import { type Checked, type ListenerProblem, notResolved, unused } from './listener-problem.ts';
import type { ProtocolRules } from './listener-protocols.ts';

type AllowsNamespace = (namespace: string) => boolean;

/**
 * Which namespaces' routes may attach, as the snapshot stands when it is asked. A selector that is absent or wrong lets
 * nobody in.
 */
export function namespaceRule(
  snapshot: Snapshot,
  { namespaces: { from, selector } }: AllowedRoutes,
  ownNamespace: string,
  path: string,
): Checked<AllowsNamespace> {
  switch (from) {
    case 'All':
      return { value: () => true, problems: [] };
    case 'Same':
      return { value: (namespace) => namespace === ownNamespace, problems: [] };
    case 'Selector': {
      const at = `${path}.namespaces.selector`;
      if (!selector) return { value: () => false, problems: [unused(at, 'no selector: no namespace is let in')] };
      const { matches, problems } = compileSelector(selector);
      return {
        value: (namespace) => matches(snapshot.namespaceLabels(namespace)),
        problems: problems.map((problem) =>
          unused(`${at}.${problem.path}`, `${problem.message}: no namespace is let in`),
        ),
      };
    }
    default:
      return unreachable(from);
  }
}

const isSame = (a: RouteGroupKind, b: RouteGroupKind): boolean => a.group === b.group && a.kind === b.kind;

/** requested ∩ supported, in the order requested; nothing requested means all that suit the protocol. */
export function routeKindRule(
  { kinds = [] }: AllowedRoutes,
  rules: ProtocolRules,
  path: string,
): Checked<readonly RouteGroupKind[]> {
  if (kinds.length === 0) return { value: rules.routeKinds, problems: [] };
  const value: RouteGroupKind[] = [];
  const problems: ListenerProblem[] = [];
  for (const [index, { group, kind }] of kinds.entries()) {
    const requested = { group, kind };
    if (!rules.routeKinds.some((supported) => isSame(supported, requested))) {
      const message = `this listener has no use for routes of kind ${kindName(requested)}`;
      problems.push(notResolved('InvalidRouteKinds', `${path}.kinds[${index}]`, message));
    } else if (!value.some((known) => isSame(known, requested))) value.push(requested);
  }
  return { value, problems };
}
