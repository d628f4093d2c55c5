/**
 * What one text may cost. The API server takes no request above 3 MiB, so that a larger object can't be meant; a List
 * is taken apart by kubectl and may be larger. The other limits keep what is small to write from being large to read.
 */
export const manifestLimits = {
  /** Characters of a document. */
  document: 3 * 1024 * 1024,
  /** Characters of a document that is a List. */
  list: 64 * 1024 * 1024,
  /** Tokens of a YAML document. A route with all that the CRD allows has about 100,000. */
  tokens: 400_000,
  listTokens: 16_000_000,
  /** Objects and lists in each other. Nothing in Kubernetes comes near it. */
  depth: 100,
  /** Values that aliases add to a document. */
  aliasedValues: 100_000,
  /** Problems that are told of one document. */
  problems: 20,
} as const;

const looksLikeList = /^\s*kind:\s*["']?[A-Za-z]*List\b|"kind"\s*:\s*"[A-Za-z]*List"/m;

export const isListText = (text: string): boolean => looksLikeList.test(text);
