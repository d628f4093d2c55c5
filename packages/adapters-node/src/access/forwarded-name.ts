import { isHopByHop } from '../headers/hop-by-hop.ts';
import { fieldText, isFieldName } from '../headers/wire-text.ts';

/** A header that tells the backend who the client is may have this name: none that frames or routes the message. */
export const isForwardedName = (name: string): boolean =>
  isFieldName(name) && !isHopByHop(name) && !['host', 'content-length', 'expect'].includes(name.toLowerCase());

/** Text as a field value; what can't stand in one is left out rather than cut. */
export const forwardedValue = (text: string): string | undefined => fieldText(text);
