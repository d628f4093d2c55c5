import { experimental, type ServerCredentials } from '@grpc/grpc-js';

/** What the server shows and whom it trusts, in PEM. */
export interface ServerIdentity {
  readonly certificate: string;
  readonly privateKey: string;
  /** Who signs the clients' certificates: every client must have one (mTLS). */
  readonly clientAuthorities: string;
}

/** Where the identity comes from. It is asked for when the port is opened, and again whenever it has changed. */
export interface ServerTls {
  /** Undefined where it can't be had just now: the one before stays. */
  readonly identity: () => ServerIdentity | undefined;
  /** Calls back when the identity has changed, as when certificates are rotated; the answer ends that. */
  readonly onChange?: (changed: () => void) => () => void;
}

type CaListener = experimental.CaCertificateUpdateListener;
type IdentityListener = experimental.IdentityCertificateUpdateListener;

class IdentityProvider implements experimental.CertificateProvider {
  readonly #tls: ServerTls;
  readonly #authorities = new Set<CaListener>();
  readonly #identities = new Set<IdentityListener>();
  #unfollow: (() => void) | undefined;

  constructor(tls: ServerTls) {
    this.#tls = tls;
  }

  addCaCertificateListener(listener: CaListener): void {
    this.#authorities.add(listener);
    this.#follow();
    process.nextTick(() => this.#tell());
  }

  removeCaCertificateListener(listener: CaListener): void {
    this.#authorities.delete(listener);
    this.#rest();
  }

  addIdentityCertificateListener(listener: IdentityListener): void {
    this.#identities.add(listener);
    this.#follow();
    process.nextTick(() => this.#tell());
  }

  removeIdentityCertificateListener(listener: IdentityListener): void {
    this.#identities.delete(listener);
    this.#rest();
  }

  #follow(): void {
    this.#unfollow ??= this.#tls.onChange?.(() => this.#tell());
  }

  #rest(): void {
    if (this.#authorities.size + this.#identities.size > 0) return;
    this.#unfollow?.();
    this.#unfollow = undefined;
  }

  #tell(): void {
    const identity = this.#tls.identity();
    if (!identity) return;
    const { certificate, privateKey, clientAuthorities } = identity;
    for (const listener of this.#authorities) listener({ caCertificate: Buffer.from(clientAuthorities) });
    for (const listener of this.#identities) {
      listener({ certificate: Buffer.from(certificate), privateKey: Buffer.from(privateKey) });
    }
  }
}

/** mTLS whose certificates may change while the server runs. */
export function tlsCredentials(tls: ServerTls): ServerCredentials {
  const provider = new IdentityProvider(tls);
  return experimental.createCertificateProviderServerCredentials(provider, provider, true);
}
