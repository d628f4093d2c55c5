// Setup of what the demo needs, then the demo in this very process.
process.argv.splice(2, process.argv.length, 'packages/cli');
await import('./setup.mjs');

// npm starts scripts through a shell and tells only the shell when it is ended itself: then the parent is gone, and the
// ports must not stay taken.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
}, 500).unref();

process.argv.splice(2, process.argv.length, 'demo');
await import('../packages/cli/bin/routeward.js');
