import { secretTopics } from '../references/secret-ref.ts';
import type { Gateway } from '../resources/gateway.ts';
import type { Topic } from '../snapshot/topics.ts';
import { gatewaySource } from './listener-tls.ts';

/**
 * What `evaluateGateway` and `ownerOf` read for this Gateway; each once. Labels of namespaces are not among it: they are
 * read when `allowsNamespace` is asked.
 */
export function gatewayTopics(gateway: Gateway): readonly Topic[] {
  const { gatewayClassName, listeners, tls } = gateway.spec;
  const from = gatewaySource(gateway);
  const validations = [tls?.frontend?.default, ...(tls?.frontend?.perPort ?? []).map((entry) => entry.tls)];
  const client = tls?.backend?.clientCertificateRef;
  const refs = [
    ...listeners.flatMap((listener) => listener.tls?.certificateRefs ?? []),
    ...validations.flatMap((config) => config?.validation?.caCertificateRefs ?? []),
    ...(client ? [client] : []),
  ];
  return [...new Set([`GatewayClass/${gatewayClassName}`, ...refs.flatMap((ref) => secretTopics(from, ref))])];
}
