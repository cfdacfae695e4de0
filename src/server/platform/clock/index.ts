// The time, as a port: wall clock, monotonic clock, timers. `systemClock` is the machine's, `manualClock` moves by hand.
// Not here: formats, zones, schedules (jobs/), and trust in the wall clock: leases and cache ages go by `monotonic`.
// Start at `Clock` in clock.ts.
export { type Cancel, type Clock, sleep, systemClock } from "./clock.ts";
export { type ManualClock, manualClock } from "./manual.ts";
