export type { ListenerAttachment, ParentAttachment, RefusalReason, RouteAttachment } from './attachment/attachment.ts';
export { canonicalAuthority, isAuthority } from './decision/canonical-authority.ts';
export { type CanonicalRequest, canonicalRequest } from './decision/canonical-request.ts';
export { chooseBackend } from './decision/choose-backend.ts';
export { type CorsDecision, type CorsRequest, decideCors } from './decision/cors.ts';
export { type AmbiguousGateway, type DecideResult, decide } from './decision/decide.ts';
export type {
  DecidedBackend,
  DecidedHeaders,
  DecidedMirror,
  Decision,
  DecisionRequest,
} from './decision/decision.ts';
export { joinRepeatedFields } from './decision/joined-fields.ts';
export { type RedirectRequest, redirectLocation } from './decision/redirect-location.ts';
export { rewritePath } from './decision/rewrite-path.ts';
export { comparePrecedence, type PrecedenceCriterion, precedenceCriteria } from './effective/precedence.ts';
export { buildEffectiveConfig, createEngine } from './engine/create-engine.ts';
export type { PolicyAttachment, PolicyTarget } from './engine/policy-attachments.ts';
export type { Engine, EngineOptions, EngineUpdate, ResourceChange } from './engine/types.ts';
export { type ExplainResult, type ExplainSource, explain } from './explain/explain.ts';
export type {
  Explanation,
  ListenerVerdict,
  LossCriterion,
  RefusedParent,
  RuleVerdict,
} from './explain/explanation.ts';
export type { FindResource } from './explain/policies-of-rule.ts';
export type { ComputedCondition } from './gateways/evaluated-gateway.ts';
export type {
  AccessRule,
  AddressRule,
  ApiKeyRule,
  BasicRule,
  CredentialSource,
  ExternalRule,
  JwtProvider,
  JwtRule,
  KeySet,
} from './ir/access.ts';
export type {
  BackendObject,
  BackendProtocol,
  EffectiveBackend,
  Endpoint,
  InvalidBackendReason,
  WeightedBackend,
} from './ir/backend.ts';
export type {
  BackendSettings,
  ConnectionLimits,
  HashSource,
  HealthCheck,
  LoadBalancing,
  OutlierDetection,
  RetryBudget,
  UpstreamTls,
} from './ir/backend-settings.ts';
export type {
  EffectiveConfiguration,
  EffectiveGateway,
  EffectiveListener,
  EffectiveRule,
  GatewayAddress,
  ListenerProtocol,
  ListenerTls,
  Retry,
  RouteAction,
  RuleOrigin,
  RuleSettings,
  SecretReference,
  SessionPersistence,
  StreamRule,
  Timeouts,
  VirtualHost,
} from './ir/configuration.ts';
export type {
  CorsFilter,
  FaultFilter,
  Filter,
  HeaderChanges,
  HeaderValue,
  MirrorFilter,
  PathModifier,
  Redirect,
} from './ir/filter.ts';
export type { NamedMatch, PathMatch, RuleMatch, SourceMatch, ValueMatch } from './ir/match.ts';
export type { Compression, RateLimit, RateLimitKey } from './ir/traffic.ts';
export { compileConfiguration } from './matcher/compile-configuration.ts';
export { compilePort } from './matcher/compile-port.ts';
export { createMatchResult } from './matcher/match-result.ts';
export {
  type ConfigurationMatcher,
  createRequestView,
  type MatchResult,
  type PortMatcher,
  type RequestView,
} from './matcher/request.ts';
export { canonicalPath, defaultPathPolicy, type PathPolicy } from './paths/canonical-path.ts';
export {
  definePolicyKind,
  type PolicyKindDefinition,
  PolicyKindError,
} from './policy/define-policy-kind.ts';
export type { BeatenValue, EffectivePolicy, EffectivePolicyScope, FieldOrigin } from './policy/effective-policy.ts';
export { type PolicyDefinition, policyDefinitions } from './policy/kinds/custom-resource-definitions.ts';
export { mergeLevels as mergePolicies } from './policy/merge.ts';
export { defaultMergeMode, type MergeMode, mergeModes } from './policy/merge-mode.ts';
export type { OwnedPart, OwnValues } from './policy/owned-part.ts';
export type {
  MergeRules,
  MergeStrategy,
  PolicyKind,
  PolicyProblem,
  PolicyReading,
  TargetKind,
} from './policy/policy-kind.ts';
export type { Granularity, PartMode, PolicyPart } from './policy/policy-part.ts';
export { compileRegex, type Regex, type RegexResult } from './regex/regex.ts';
export type { Channel } from './resources/channel.ts';
export type { Condition } from './resources/condition.ts';
export type { ConfigMap } from './resources/config-map.ts';
export type { CustomResourceDefinition } from './resources/custom-resource-definition.ts';
export type { EndpointSlice } from './resources/endpoint-slice.ts';
export type { Gateway } from './resources/gateway.ts';
export type { GatewayClass } from './resources/gateway-class.ts';
export type { HttpRoute } from './resources/http-route.ts';
export type { Namespace } from './resources/namespace.ts';
export type { PolicyResource } from './resources/policy-resource.ts';
export type { ReferenceGrant } from './resources/reference-grant.ts';
export { isPolicy, type Resource, type ResourceKind, resourceKey } from './resources/resource.ts';
export type { Secret } from './resources/secret.ts';
export type { Service } from './resources/service.ts';
export type { ResourceStatus } from './status/resource-status.ts';
export type { JsonObject, JsonValue } from './text/json.ts';
export { type PathSegment, parsePath } from './validation/field-path.ts';
export type { Finding, FindingRule, Severity, SourcePosition } from './validation/finding.ts';
export { type OpenApiSchema, openApiSchema } from './validation/open-api-schema.ts';
export { type ParseOptions, type ParseResult, parseResource } from './validation/parse-resource.ts';
export { validateStatus } from './validation/validate-status.ts';
export { validateUpdate } from './validation/validate-update.ts';
