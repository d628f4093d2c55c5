import protobuf from 'protobufjs/light.js';
import type { EnvoyResource } from '../resource.ts';
import { type DiscoveryMessage, deltaBody, sotwBody } from './encoded-resource.ts';

interface Kept {
  readonly version: string;
  readonly resources: readonly EnvoyResource[];
  readonly removed: readonly string[];
  readonly body: Uint8Array;
}

/** Field 5, wire type 2. */
const nonceTag = (5 << 3) | 2;

const areSame = <T>(a: readonly T[], b: readonly T[]): boolean =>
  a.length === b.length && a.every((item, index) => item === b[index]);

/** Bytes of responses; those that many streams get at the same time are made once but for their nonces. */
export class ResponseEncoder {
  readonly #kept = new Map<string, Kept>();
  readonly #encodeBody: (message: Omit<DiscoveryMessage, 'nonce'>) => Uint8Array;

  constructor(protocol: 'sotw' | 'delta') {
    this.#encodeBody = protocol === 'delta' ? deltaBody : sotwBody;
  }

  encode(message: DiscoveryMessage): Buffer {
    const nonce = protobuf.Writer.create().uint32(nonceTag).string(message.nonce).finish();
    return Buffer.concat([this.#body(message), nonce]);
  }

  #body(message: DiscoveryMessage): Uint8Array {
    const { typeUrl, version, resources, removed } = message;
    const kept = this.#kept.get(typeUrl);
    if (kept && kept.version === version && areSame(kept.resources, resources) && areSame(kept.removed, removed)) {
      return kept.body;
    }
    const body = this.#encodeBody(message);
    this.#kept.set(typeUrl, { version, resources, removed, body });
    return body;
  }
}
