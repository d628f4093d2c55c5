/** A path condition. Prefixes match element by element and are stored without a trailing slash (`/` matches all). */
export type PathMatch =
  | { readonly kind: 'exact'; readonly value: string; readonly ignoreCase?: true }
  | { readonly kind: 'prefix'; readonly value: string; readonly ignoreCase?: true }
  /** RE2 syntax; the whole path (without query) must match. */
  | { readonly kind: 'regex'; readonly value: string };

/** A condition on one value: of a header, a query parameter or the authority. */
export type ValueMatch =
  | { readonly kind: 'exact'; readonly value: string }
  | { readonly kind: 'prefix'; readonly value: string }
  | { readonly kind: 'regex'; readonly value: string }
  | { readonly kind: 'present' }
  | { readonly kind: 'absent' };

/** A named condition; header names are lower case, query parameter names are as written. */
export interface NamedMatch {
  readonly name: string;
  readonly value: ValueMatch;
}

/** Who sends: used by mesh frontends only. */
export interface SourceMatch {
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly principal?: string;
}

/** All conditions must hold; headers and query parameters are checked in order. */
export interface RuleMatch {
  readonly path: PathMatch;
  /** Upper case. */
  readonly method?: string;
  readonly scheme?: 'http' | 'https';
  readonly authority?: ValueMatch;
  readonly port?: number;
  readonly headers: readonly NamedMatch[];
  readonly queryParams: readonly NamedMatch[];
  readonly source?: SourceMatch;
}
