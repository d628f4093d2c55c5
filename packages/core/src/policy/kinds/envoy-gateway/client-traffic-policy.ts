import * as z from 'zod';
import type { JsonObject } from '../../../text/json.ts';
import type { PolicyKind, PolicyReading } from '../../policy-kind.ts';
import { envoyGatewayKind } from './envoy-gateway-kind.ts';

const kind = envoyGatewayKind({
  kind: 'ClientTrafficPolicy',
  schema: z.looseObject({}),
  targets: ['Gateway', 'ListenerSet'],
});

/** How clients are spoken to is the data plane's own matter: its values are computed and explained, and each is told. */
export const clientTrafficPolicy: PolicyKind = Object.freeze({
  ...kind,
  read: (spec: JsonObject): PolicyReading => {
    const reading = kind.read(spec);
    if (reading.kind === 'invalid') return reading;
    const message = 'is not carried out here: how clients are spoken to is set at the data plane';
    const warnings = reading.parts.flatMap((part) =>
      Object.keys(part.spec).map((field) => ({ path: `spec.${field}`, message })),
    );
    return { ...reading, warnings };
  },
});
