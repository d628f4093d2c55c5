/**
 * The texts disagree on what several policies come to. `classic`: an override of a GatewayClass beats one of a Gateway
 * and so on down; then comes the object's own value; then the default that is most specific. `gep-713`: established and
 * challenger, folded from the bottom up, so that the higher one's strategy decides last. `gep-713-literal`: folded from
 * the top down by the letter of GEP-713's provisional process, where the result takes over the lower one's strategy.
 */
export type MergeMode = 'classic' | 'gep-713' | 'gep-713-literal';

export const mergeModes: readonly MergeMode[] = ['classic', 'gep-713', 'gep-713-literal'];

export const defaultMergeMode: MergeMode = 'classic';
