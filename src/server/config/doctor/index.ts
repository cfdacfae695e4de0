// The doctor: looks at a set-up as a start would, changes nothing, and names for each fault the command that mends it.
// Not here: repairing. A check never writes more than an empty file that it removes again.
// Start at `checks` in checks.ts; probes.ts is everything that touches the machine, so that tests can make any weather.
export { type Diagnosis, diagnose, type Finding } from "./checks.ts";
export { type Probes, type RunningServer, type StoreFacts, systemProbes } from "./probes.ts";
