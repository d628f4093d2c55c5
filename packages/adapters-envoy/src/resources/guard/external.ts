import type { ExternalRule } from '@routeward/core';
import { digestText } from '../../digest.ts';
import type { JsonObject } from '../../resource.ts';
import { typeOf } from '../../type-urls.ts';
import { type BackendPlan, http2Name } from '../backend-plan.ts';
import { duration } from '../duration.ts';
import { isFieldName, targetText } from '../text.ts';
import { brokenPart, type GuardPart } from './guard-part.ts';
import { filterName, type NeededFilter, ranks } from './needed-filter.ts';

const extAuthz = 'envoy.extensions.filters.http.ext_authz.v3';

/** What the service always sees, beside host, method and path (ExternalAuth filter, GEP-1494). */
const alwaysSent = ['authorization', 'x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host'];

const names = (list: readonly string[]): JsonObject => ({
  patterns: [...new Set(list.map((name) => name.toLowerCase()))].map((exact) => ({ exact })),
});

function httpService(rule: ExternalRule, cluster: string): JsonObject {
  const prefix = targetText(rule.path.replace(/\/+$/, ''));
  return {
    http_service: {
      server_uri: { uri: 'http://authorization', cluster, timeout: duration(rule.timeout) },
      ...(prefix !== '' && { path_prefix: prefix }),
      ...(rule.takeHeaders.length > 0 && {
        authorization_response: { allowed_upstream_headers: names(rule.takeHeaders) },
      }),
    },
    allowed_headers: names([...alwaysSent, ...rule.sendHeaders]),
  };
}

/** Over gRPC all headers are seen, unless some are named. */
const grpcService = (rule: ExternalRule, cluster: string): JsonObject => ({
  grpc_service: { envoy_grpc: { cluster_name: cluster }, timeout: duration(rule.timeout) },
  ...(rule.sendHeaders.length > 0 && { allowed_headers: names([...alwaysSent, ...rule.sendHeaders]) }),
});

/** No answer, or none that can be had in time, is a no: 403. */
const config = (rule: ExternalRule, service: JsonObject): JsonObject => ({
  '@type': typeOf(`${extAuthz}.ExtAuthz`),
  ...service,
  transport_api_version: 'V3',
  failure_mode_allow: false,
  status_on_error: { code: 'Forbidden' },
  ...(rule.bodyBytes > 0 && {
    with_request_body: { max_request_bytes: rule.bodyBytes, allow_partial_message: true },
  }),
});

function problemOf(rule: ExternalRule): string | undefined {
  if (![...rule.sendHeaders, ...rule.takeHeaders].every(isFieldName)) return 'a header name that can not be forwarded';
  if (!(rule.timeout > 0)) return 'the authorization service has no time to answer';
  return rule.path === '' || rule.path.startsWith('/') ? undefined : 'the path of an authorization service is none';
}

/** What the service may say and has not seen is taken away from clients. */
function cleared({ protocol, sendHeaders, takeHeaders }: ExternalRule): string[] {
  const sent = new Set([...alwaysSent, ...sendHeaders.map((name) => name.toLowerCase())]);
  if (protocol === 'grpc' && sendHeaders.length === 0) return [];
  return takeHeaders.map((name) => name.toLowerCase()).filter((name) => !sent.has(name));
}

export function externalPart(rule: ExternalRule, number: number, backend: BackendPlan | undefined): GuardPart {
  const problem = problemOf(rule) ?? backend?.problem?.message;
  if (problem !== undefined) return brokenPart(problem);
  if (rule.protocol === 'http' && backend?.httpProblem) return brokenPart(backend.httpProblem.message);
  const overHttp2 = rule.protocol === 'grpc' && backend && !backend.http2;
  const cluster = overHttp2 ? http2Name(rule.backend) : rule.backend;
  const service = rule.protocol === 'grpc' ? grpcService(rule, cluster) : httpService(rule, cluster);
  const message = config(rule, service);
  const filter: NeededFilter = {
    name: `${filterName('external', number)}/${digestText(JSON.stringify(message))}`,
    rank: ranks.external,
    config: message,
  };
  return {
    kind: 'filters',
    perFilter: { [filter.name]: { '@type': typeOf(`${extAuthz}.ExtAuthzPerRoute`), check_settings: {} } },
    filters: [filter],
    resources: overHttp2 ? [{ kind: 'http2', backend: rule.backend }] : [],
    cleared: cleared(rule),
    ...(rule.protocol === 'grpc' &&
      rule.takeHeaders.length > 0 && {
        notes: ['over gRPC the authorization service says by itself which headers go to the backend'],
      }),
  };
}
