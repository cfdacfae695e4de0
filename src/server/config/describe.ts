/** The settings as people read them: `bastide config`, and the table in docs/operating.md. */
import { showAllowed, showListen } from "./addresses.ts";
import { type Config, originOf, showSource } from "./load.ts";
import { fileKey, type Setting, type SettingName, settingNames, settings } from "./settings.ts";

export interface SettingRow {
  readonly env: string;
  readonly key: string;
  /** Masked for a secret; null when absent. */
  readonly value: string | null;
  readonly source: string;
  readonly means: string;
}

/** @param installation the store's id, or undefined while it is not known */
export function describeConfig(config: Config, installation: string | undefined): SettingRow[] {
  const id = installation ?? "<installation id>";
  const shown: Record<SettingName, string | null> = {
    data: config.data,
    config: config.configFolder(id),
    state: config.stateFolder(id),
    listen: showListen(config.listen),
    url: config.url ?? (config.listen.port === 0 ? null : originOf(config, config.listen.port)),
    tlsCert: config.tls?.cert ?? null,
    tlsKey: config.tls?.key ?? null,
    tlsMin: config.tlsMin,
    trustedProxy: config.trustedProxy.map(({ address, prefix }) => `${address}/${prefix}`).join(",") || null,
    egressAllow: config.egressAllow.map(showAllowed).join(",") || null,
    dns: config.dns.join(",") || null,
    smtpHost: config.smtp?.host ?? null,
    smtpPort: config.smtp === null ? null : String(config.smtp.port),
    smtpUser: config.smtp?.login?.user ?? null,
    smtpPassword: config.smtp?.login ? "********" : null,
    mailFrom: config.smtp?.from ?? null,
    mailTls: config.smtp?.tls ?? null,
    smtpCa: config.smtp?.ca ?? null,
    auditCheckpoints: config.auditCheckpoints,
    fileSize: String(config.fileSize),
    storagePerPerson: config.storagePerPerson === null ? null : String(config.storagePerPerson),
    storagePerCompany: config.storagePerCompany === null ? null : String(config.storagePerCompany),
    storageReserve: config.storageReserve === null ? null : String(config.storageReserve),
    log: config.log,
    configurationPart: config.configurationPart === null ? null : "********",
  };
  return settingNames.map((name) => ({
    env: settings[name].env,
    key: settings[name].secret ? `${fileKey(name)}_file` : fileKey(name),
    value: shown[name],
    source: showSource(config.sources[name]),
    means: settings[name].means,
  }));
}

/** Markdown; a test holds docs/operating.md to it. */
export function settingsTable(): string {
  const rows = settingNames.map((name) => {
    const setting: Setting = settings[name];
    const env = setting.secret ? `\`${setting.env}\` or \`${setting.env}_FILE\`` : `\`${setting.env}\``;
    const key = setting.secret ? `\`${fileKey(name)}_file\`` : `\`${fileKey(name)}\``;
    const fallback = setting.defaultShown ?? setting.default;
    return `| ${env} | ${key} | ${setting.type} | ${fallback === null ? "–" : /[<$./\d]/.test(fallback) ? `\`${fallback}\`` : fallback} | ${setting.means} |`;
  });
  return ["| environment | in the file | takes | default | what it does |", "|---|---|---|---|---|", ...rows].join("\n");
}
