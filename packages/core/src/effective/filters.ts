import type { Filter, Redirect } from '../ir/filter.ts';
import type { HttpRouteFilter } from '../resources/http-filter.ts';
import type { HttpUrlRewrite } from '../resources/path-modifier.ts';
import type { HttpRequestMirror } from '../resources/request-mirror.ts';
import { toCors } from './cors.ts';
import { toHeaderChanges } from './header-changes.ts';
import { toPathModifier } from './path-modifier.ts';
import { toRedirect } from './redirect.ts';
import type { ResolveBackend } from './resolve-backend.ts';
import type { RuleIssues } from './rule-issues.ts';

/** What the filters of a rule or of a backendRef become; a redirect answers instead of the backends. */
export interface ConvertedFilters {
  readonly filters: readonly Filter[];
  readonly redirect?: Redirect;
}

export interface FilterContext {
  /** True where the rule has exactly one match and it is a PathPrefix. */
  readonly prefixOnly: boolean;
  readonly resolve: ResolveBackend;
  readonly issues: RuleIssues;
}

const atMostOnce = ['RequestHeaderModifier', 'ResponseHeaderModifier', 'RequestRedirect', 'URLRewrite', 'CORS'];

/** The CRD refuses these combinations too; a resource that did not come through an API server may still hold them. */
function checkCombination(source: readonly HttpRouteFilter[], path: string, issues: RuleIssues): void {
  const types = source.map(({ type }): string => type);
  const repeated = atMostOnce.filter((type) => types.indexOf(type) !== types.lastIndexOf(type));
  for (const type of repeated) {
    issues.unsupported.push({ path, reason: 'IncompatibleFilters', message: `${type} is there more than once` });
  }
  if (types.includes('RequestRedirect') && types.includes('URLRewrite')) {
    const message = 'RequestRedirect and URLRewrite exclude each other';
    issues.unsupported.push({ path, reason: 'IncompatibleFilters', message });
  }
}

function toRewrite(source: HttpUrlRewrite, path: string, { prefixOnly, issues }: FilterContext): Filter {
  const { hostname } = source;
  return {
    kind: 'rewrite',
    ...(hostname !== undefined && { hostname }),
    ...(source.path && { path: toPathModifier(source.path, `${path}.path`, prefixOnly, issues) }),
  };
}

function fractionOf({ percent, fraction }: HttpRequestMirror): { numerator: number; denominator: number } {
  if (fraction) return { numerator: fraction.numerator, denominator: fraction.denominator };
  return { numerator: percent ?? 100, denominator: 100 };
}

/** A mirror whose backend can't be used is dropped: the traffic itself goes on (HTTPRequestMirrorFilter.backendRef). */
function toMirrors(source: HttpRequestMirror, path: string, { resolve, issues }: FilterContext): Filter[] {
  const resolution = resolve(source.backendRef);
  if (resolution.kind === 'checked') {
    const { key, ref } = resolution;
    return [{ kind: 'mirror', backend: key, ref, fraction: fractionOf(source) }];
  }
  const { reason, message } = resolution;
  issues.references.push({ path: `${path}.backendRef`, reason, message });
  return [];
}

function missing(type: string, path: string, issues: RuleIssues): Filter[] {
  const message = `filter type ${JSON.stringify(type)} is not known, or what belongs to it is missing`;
  issues.unsupported.push({ path, reason: 'UnsupportedValue', message });
  return [];
}

/**
 * Filters that can't be found or honoured must not be skipped: who wrote them relies on them, so the requests that
 * they stand for get an error (HTTPRouteFilter.extensionRef; GEP-1494 for ExternalAuth).
 */
function refuse(source: HttpRouteFilter, path: string, issues: RuleIssues): Filter[] {
  if (source.type === 'ExternalAuth') {
    const message = 'ExternalAuth is not supported; the requests that it would judge get 500';
    issues.closed.push({ path, reason: 'UnsupportedValue', message });
    return [];
  }
  const { group, kind, name } = source.extensionRef ?? { group: '', kind: 'no kind', name: 'no name' };
  const message = `no filter of kind ${group}/${kind} is known (${name}); the requests that it stands for get 500`;
  issues.unresolvedFilters.push({ path: `${path}.extensionRef`, reason: 'InvalidKind', message });
  return [];
}

function toFilter(source: HttpRouteFilter, path: string, context: FilterContext): Filter[] {
  const { issues } = context;
  const { type, requestHeaderModifier, responseHeaderModifier, urlRewrite, requestMirror, cors } = source;
  switch (type) {
    case 'RequestHeaderModifier': {
      if (!requestHeaderModifier) return missing(type, path, issues);
      const changes = toHeaderChanges(requestHeaderModifier, `${path}.requestHeaderModifier`, issues);
      return [{ kind: 'requestHeaders', changes }];
    }
    case 'ResponseHeaderModifier': {
      if (!responseHeaderModifier) return missing(type, path, issues);
      const changes = toHeaderChanges(responseHeaderModifier, `${path}.responseHeaderModifier`, issues);
      return [{ kind: 'responseHeaders', changes }];
    }
    case 'URLRewrite':
      return urlRewrite ? [toRewrite(urlRewrite, `${path}.urlRewrite`, context)] : missing(type, path, issues);
    case 'RequestMirror':
      return requestMirror ? toMirrors(requestMirror, `${path}.requestMirror`, context) : missing(type, path, issues);
    case 'CORS':
      return cors ? [toCors(cors)] : missing(type, path, issues);
    case 'RequestRedirect':
      return source.requestRedirect ? [] : missing(type, path, issues);
    case 'ExtensionRef':
    case 'ExternalAuth':
      return refuse(source, path, issues);
    default:
      return missing(type, path, issues);
  }
}

/** In the order in which they are listed; `path` is that of the list. */
export function toFilters(source: readonly HttpRouteFilter[], path: string, context: FilterContext): ConvertedFilters {
  checkCombination(source, path, context.issues);
  const filters = source.flatMap((filter, index) => toFilter(filter, `${path}[${index}]`, context));
  const index = source.findIndex(({ type }) => type === 'RequestRedirect');
  const redirect = source[index]?.requestRedirect;
  if (!redirect) return { filters };
  const redirectPath = `${path}[${index}].requestRedirect`;
  return { filters, redirect: toRedirect(redirect, redirectPath, context.prefixOnly, context.issues) };
}
