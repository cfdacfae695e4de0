// Settings: environment and file become one validated Config; folders, certificate and build facts that the set-up rests on.
// Not here: choosing adapters by them (main.ts), the parts themselves (platform/keys), and settings that a person changes in the app.
// Start at `settings` in settings.ts (the table), then `loadConfig` in load.ts; doctor/ finds what is wrong with a set-up.
export { isLoopback, type ListenAddress, type Network, networkMatcher, parseNetwork, showListen } from "./addresses.ts";
export { type BuildInfo, buildInfo } from "./build.ts";
export { describeConfig, type SettingRow, settingsTable } from "./describe.ts";
export { ConfigError } from "./errors.ts";
export { ioError, prepareFolder, programFolder, refuseSharedFolders } from "./folders.ts";
export { type Config, type LoadOptions, loadConfig, originOf, processOptions, type Source, showSource, socketPath } from "./load.ts";
export type { Secret } from "./secret.ts";
export type { SettingName } from "./settings.ts";
export { mailAuthority, type TlsOptions, tlsOptions } from "./tls.ts";
