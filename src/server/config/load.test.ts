import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ConfigError, describeConfig, type LoadOptions, loadConfig, networkMatcher, originOf, showSource, socketPath } from "./index.ts";

const installation = "0d9bd7a6-5f3e-4c5a-9a55-0f1d6a0d6f11";

function options(env: Record<string, string> = {}, files: Record<string, string> = {}, file?: string): LoadOptions {
  const readFile = (path: string) => {
    const text = files[path];
    if (text === undefined) throw Object.assign(new Error("none"), { code: "ENOENT" });
    return text;
  };
  return { env, readFile, cwd: "/srv/here", home: "/home/ana", file };
}

function refusal(...args: Parameters<typeof options>): ConfigError {
  try {
    loadConfig(options(...args));
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("was not refused");
}

describe("where values come from", () => {
  test("defaults need nothing but a home folder", () => {
    const config = loadConfig(options());
    expect(config.data).toBe("/srv/here/data");
    expect(config.listen).toEqual({ host: "127.0.0.1", port: 8420 });
    expect(originOf(config, 8420)).toBe("http://127.0.0.1:8420");
    expect(config.configFolder(installation)).toBe(`/home/ana/.config/bastide/${installation}`);
    expect(config.stateFolder(installation)).toBe(`/home/ana/.local/state/bastide/${installation}`);
    expect(socketPath(config)).toBe("/srv/here/data/bastide.sock");
    expect(config.sources.data).toEqual({ kind: "default" });
  });

  test("absolute XDG folders count, relative ones do not", () => {
    const config = loadConfig(options({ XDG_CONFIG_HOME: "/etc/xdg-here", XDG_STATE_HOME: "relative" }));
    expect(config.configFolder(installation)).toBe(`/etc/xdg-here/bastide/${installation}`);
    expect(config.stateFolder(installation)).toBe(`/home/ana/.local/state/bastide/${installation}`);
    const homeless = loadConfig({ ...options(), home: "" });
    expect(() => homeless.stateFolder(installation)).toThrow(/BASTIDE_STATE/);
  });

  test("environment over file over default, each with its source", () => {
    const file = 'log = "warn"\n# where\ndata = "store"\n\nlisten = "127.0.0.1:9000"\n';
    const config = loadConfig(options({ BASTIDE_CONFIG: "conf", BASTIDE_LOG: "debug" }, { "/srv/here/conf/bastide.toml": file }));
    expect([config.log, config.data, config.listen.port, config.tlsMin]).toEqual(["debug", "/srv/here/conf/store", 9000, "1.2"]);
    expect(showSource(config.sources.log)).toBe("BASTIDE_LOG");
    expect(showSource(config.sources.data)).toBe("/srv/here/conf/bastide.toml:3 data");
    expect(showSource(config.sources.listen)).toBe("/srv/here/conf/bastide.toml:5 listen");
    expect(showSource(config.sources.tlsMin)).toBe("default");
  });

  test("an empty variable is as good as none", () => {
    expect(loadConfig(options({ BASTIDE_DATA: "", BASTIDE_URL: "" })).data).toBe("/srv/here/data");
  });

  test("--config names a file that must be there", () => {
    expect(loadConfig(options({}, { "/etc/b.toml": 'state = "s"' }, "/etc/b.toml")).stateFolder(installation)).toBe("/etc/s");
    expect(refusal({}, {}, "/etc/b.toml").code).toBe("config_invalid");
    expect(loadConfig(options({ BASTIDE_CONFIG: "/nowhere" })).file).toBeNull();
  });

  test("a secret comes from the environment or a file, never from the configuration file, and shows nowhere", () => {
    const direct = loadConfig(options({ BASTIDE_CONFIGURATION_PART: " s3cret " }));
    expect(direct.configurationPart?.reveal()).toBe("s3cret");
    const filed = loadConfig(options({ BASTIDE_CONFIGURATION_PART_FILE: "part" }, { "/srv/here/part": "s3cret\n" }));
    expect(filed.configurationPart?.reveal()).toBe("s3cret");
    expect(showSource(filed.sources.configurationPart)).toBe("/srv/here/part (named by BASTIDE_CONFIGURATION_PART_FILE)");
    const named = loadConfig(options({}, { "/c/b.toml": 'configuration_part_file = "part"', "/c/part": "s3cret" }, "/c/b.toml"));
    expect(named.configurationPart?.reveal()).toBe("s3cret");
    for (const config of [direct, filed, named]) {
      expect(JSON.stringify([config, describeConfig(config, installation)]) + String(config.configurationPart)).not.toContain("s3cret");
    }
    expect(refusal({}, { "/c/b.toml": 'configuration_part = "s3cret"' }, "/c/b.toml").message).toMatch(/b\.toml:1: .*configuration_part_file/);
    expect(refusal({ BASTIDE_CONFIGURATION_PART: "a", BASTIDE_CONFIGURATION_PART_FILE: "b" }).code).toBe("config_invalid");
    expect(refusal({ BASTIDE_CONFIGURATION_PART_FILE: "gone" }).message).toContain("/srv/here/gone");
  });
});

describe("unknown keys name the nearest known one", () => {
  test.each([
    ["BASTIDE_LISTN", "BASTIDE_LISTEN"],
    ["BASTIDE_ULR", "BASTIDE_URL"],
    ["BASTIDE_TRUST_PROXY", "BASTIDE_TRUSTED_PROXY"],
    ["BASTIDE_TLS_KEYS", "BASTIDE_TLS_KEY"],
    ["BASTIDE_DATA_FILE", "BASTIDE_DATA"],
  ])("%s → %s", (written, meant) => {
    const error = refusal({ [written]: "x" });
    expect(error.code).toBe("unknown_key");
    expect(error.message).toContain(`nearest one is ${meant}.`);
    expect(error.mend).toBe(`export ${meant}="$${written}"; unset ${written}`);
  });

  test("in the file, with its line", () => {
    const error = refusal({}, { "/c/b.toml": '\nlog = "info"\nlitsen = "127.0.0.1:1"\n' }, "/c/b.toml");
    expect([error.code, error.message]).toEqual(["unknown_key", "/c/b.toml:3: there is no setting litsen. The nearest one is listen."]);
    expect(refusal({}, { "/c/b.toml": "[tls]\ncert = 'x'" }, "/c/b.toml").message).toBe(
      "/c/b.toml:1: there is no setting tls.cert. The nearest one is tls_cert.",
    );
  });

  test("any misspelling by one letter is led back", () => {
    fc.assert(
      fc.property(fc.constantFrom("DATA", "STATE", "LISTEN", "TRUSTED_PROXY", "TLS_CERT"), fc.nat(), fc.constantFrom(..."QJXW"), (name, at, letter) => {
        const place = at % (name.length + 1);
        const written = `BASTIDE_${name.slice(0, place)}${letter}${name.slice(place)}`;
        expect(refusal({ [written]: "x" }).message).toContain(`is BASTIDE_${name}.`);
      }),
    );
  });
});

describe("values that do not fit", () => {
  test.each([
    [{ BASTIDE_LISTEN: "8420" }, "config_invalid"],
    [{ BASTIDE_LISTEN: "example.org:1" }, "config_invalid"],
    [{ BASTIDE_LISTEN: "127.0.0.1:70000" }, "config_invalid"],
    [{ BASTIDE_LISTEN: "[127.0.0.1]:80" }, "config_invalid"],
    [{ BASTIDE_LOG: "loud" }, "config_invalid"],
    [{ BASTIDE_TLS_MIN: "1.1" }, "config_invalid"],
    [{ BASTIDE_TLS_CERT: "only.pem" }, "config_invalid"],
    [{ BASTIDE_TRUSTED_PROXY: "proxy.local" }, "config_invalid"],
    [{ BASTIDE_TRUSTED_PROXY: "0.0.0.0/0" }, "config_invalid"],
    [{ BASTIDE_TRUSTED_PROXY: "::/0" }, "config_invalid"],
    [{ BASTIDE_TRUSTED_PROXY: "10.0.0.0/x" }, "config_invalid"],
    [{ BASTIDE_EGRESS_ALLOW: "idp.local:8443" }, "config_invalid"],
    [{ BASTIDE_EGRESS_ALLOW: "mail=relay.local:25" }, "config_invalid"],
    [{ BASTIDE_EGRESS_ALLOW: "sign-in=idp.local" }, "config_invalid"],
    [{ BASTIDE_EGRESS_ALLOW: "sign-in=0.0.0.0/0" }, "config_invalid"],
    [{ BASTIDE_DATA: `/${"long/".repeat(30)}` }, "config_invalid"],
    [{ BASTIDE_LISTEN: "0.0.0.0:8420" }, "exposed"],
    [{ BASTIDE_LISTEN: "[::]:8420", BASTIDE_URL: "https://a.example" }, "exposed"],
    [{ BASTIDE_LISTEN: "192.168.1.2:8420" }, "exposed"],
    [{ BASTIDE_LISTEN: "0.0.0.0:8420", BASTIDE_TRUSTED_PROXY: "10.0.0.1" }, "bad_url"],
    [{ BASTIDE_URL: "workspace.example" }, "bad_url"],
    [{ BASTIDE_URL: "ftp://workspace.example" }, "bad_url"],
    [{ BASTIDE_URL: "https://a.example/chat", BASTIDE_TRUSTED_PROXY: "127.0.0.1" }, "bad_url"],
    [{ BASTIDE_URL: "https://ana:pw@a.example", BASTIDE_TRUSTED_PROXY: "127.0.0.1" }, "bad_url"],
    [{ BASTIDE_URL: "http://a.example", BASTIDE_TRUSTED_PROXY: "127.0.0.1" }, "bad_url"],
    [{ BASTIDE_URL: "https://a.example" }, "bad_url"],
    [{ BASTIDE_URL: "http://localhost:8420", BASTIDE_TLS_CERT: "c", BASTIDE_TLS_KEY: "k" }, "bad_url"],
  ])("%j → %s", (env, code) => {
    const error = refusal(env as Record<string, string>);
    expect(error.code).toBe(code);
  });

  test("the message says where the value stands", () => {
    expect(refusal({}, { "/c/b.toml": "\nlisten = 8420" }, "/c/b.toml").message).toContain("/c/b.toml:2 listen");
    expect(refusal({}, { "/c/b.toml": "log = 'info\n" }, "/c/b.toml").message).toMatch(/^\/c\/b\.toml:1: this is not TOML/);
  });

  test.each([
    [{ BASTIDE_LISTEN: "localhost:0" }, "http://localhost:5000"],
    [{ BASTIDE_LISTEN: "[::1]:8420" }, "http://[::1]:5000"],
    [{ BASTIDE_LISTEN: "0.0.0.0:443", BASTIDE_TLS_CERT: "c", BASTIDE_TLS_KEY: "k", BASTIDE_URL: "https://a.example/" }, "https://a.example"],
    [{ BASTIDE_TRUSTED_PROXY: "127.0.0.1, fd00::/8", BASTIDE_URL: "https://a.example:8443" }, "https://a.example:8443"],
    [{ BASTIDE_LISTEN: "127.0.0.1:8420", BASTIDE_TLS_CERT: "c", BASTIDE_TLS_KEY: "k" }, "https://127.0.0.1:5000"],
  ])("%j is served as %s", (env, origin) => {
    expect(originOf(loadConfig(options(env as Record<string, string>)), 5000)).toBe(origin);
  });
});

test("a proxy's range is matched, mapped addresses too", () => {
  const { trustedProxy } = loadConfig(options({}, { "/c/b.toml": 'trusted_proxy = ["10.1.0.0/16", "::1"]' }, "/c/b.toml"));
  const isTrusted = networkMatcher(trustedProxy);
  expect(["10.1.2.3", "::ffff:10.1.2.3", "::1"].map(isTrusted)).toEqual([true, true, true]);
  expect(["10.2.0.1", "::2", "unix", ""].map(isTrusted)).toEqual([false, false, false, false]);
});
