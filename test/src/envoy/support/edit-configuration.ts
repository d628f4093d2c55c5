import type {
  BackendSettings,
  EffectiveConfiguration,
  EffectiveListener,
  EffectiveRule,
  RuleSettings,
} from '@routeward/core';

type Edit = (configuration: EffectiveConfiguration) => EffectiveConfiguration;

const listeners = (
  configuration: EffectiveConfiguration,
  edit: (listener: EffectiveListener) => EffectiveListener,
) => ({
  ...configuration,
  gateways: configuration.gateways.map((gateway) => ({ ...gateway, listeners: gateway.listeners.map(edit) })),
});

/** Settings for the rules whose path is a key. */
export const withSettings =
  (byPath: Readonly<Record<string, RuleSettings>>): Edit =>
  (configuration) => {
    const edit = (rule: EffectiveRule): EffectiveRule => {
      const settings = byPath[rule.match.path.value];
      return settings ? { ...rule, settings: { ...rule.settings, ...settings } } : rule;
    };
    return listeners(configuration, (listener) => ({
      ...listener,
      virtualHosts: listener.virtualHosts.map((host) => ({ ...host, rules: host.rules.map(edit) })),
    }));
  };

/** Settings for backends, by key. */
export const withBackends =
  (byKey: Readonly<Record<string, BackendSettings>>): Edit =>
  (configuration) => ({
    ...configuration,
    backends: configuration.backends.map((backend) => {
      const settings = byKey[backend.key];
      return settings ? { ...backend, settings } : backend;
    }),
  });
