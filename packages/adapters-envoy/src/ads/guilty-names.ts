import { hasWildcard } from '../delivery/resource-kind.ts';
import type { KindState, SentRecord } from './kind-state.ts';
import type { SessionOptions } from './session-host.ts';

/** Whether a name stands in a text as a whole: `a/80` is not in `a/8080`. */
function namesIn(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (!/[\w/-]/.test(text.charAt(at + name.length)) && !/[\w/.-]/.test(text.charAt(at - 1))) return true;
  }
  return false;
}

/** Which names a refusal is about; empty where the text does not tell. */
export function guiltyNames(
  state: KindState,
  told: SentRecord['told'],
  message: string,
  style: SessionOptions['style'],
): readonly string[] {
  if (hasWildcard(state.kind)) {
    // Envoy takes each cluster and each listener for itself and names those it does not take.
    const names = style === 'full' ? state.told.names() : told.keys();
    const named = [...names].filter((name) => namesIn(message, name));
    if (named.length > 0) return named;
  }
  return told.size === 1 ? [...told.keys()] : [];
}
