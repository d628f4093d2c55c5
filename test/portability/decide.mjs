// Run by Bun, Deno and Node alike: `bun run decide.mjs`.
import { expected, scenario } from './scenario.mjs';

const answer = scenario();
if (answer !== expected) throw new Error(`wanted: ${expected}\ngot:    ${answer}`);
console.log(answer);
