/** OpenLDAP's own server (Debian's package slapd) in a folder of its own, with TLS, paging and membership by the entry itself. */
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { makeCertificate } from "../../harness/smtp.ts";
import { freePorts } from "../engines/process.ts";

export const base = "dc=example,dc=org";
export const people = `ou=people,${base}`;
export const admin = { dn: `cn=admin,${base}`, password: "admin's own" };
/** May read, and nothing else. */
export const service = { dn: `cn=bastide,${base}`, password: "service's own" };

export type Slapd = Awaited<ReturnType<typeof startSlapd>>;

/** @param entries LDIF that stands in it from the beginning, below `base` */
export async function startSlapd(entries: string) {
  const folder = mkdtempSync(join(tmpdir(), "bastide-slapd-"));
  const certificate = makeCertificate();
  const [plain = 0, secure = 0] = await freePorts(2);
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  mkdirSync(join(folder, "data"));
  const config = file("slapd.conf", configuration(folder, file("cert.pem", certificate.cert), file("key.pem", certificate.key)));
  execFileSync("/usr/sbin/slapadd", ["-q", "-f", config, "-l", file("entries.ldif", `${frame}\n${entries}`)], { stdio: "pipe" });
  const server = spawn("/usr/sbin/slapd", ["-d", "0", "-f", config, "-h", `ldap://127.0.0.1:${plain}/ ldaps://127.0.0.1:${secure}/`], { stdio: "ignore" });
  const ended = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  const change = (ldif: string) =>
    execFileSync("/usr/bin/ldapmodify", ["-x", "-H", `ldap://127.0.0.1:${plain}`, "-D", admin.dn, "-w", admin.password], {
      input: ldif,
      stdio: ["pipe", "ignore", "pipe"],
    });
  for (let tries = 0; ; tries++) {
    try {
      change("");
      break;
    } catch (error) {
      if (tries === 100) throw error;
      await delay(50);
    }
  }
  return {
    ports: { plain, secure },
    authorities: certificate.cert,
    change,
    async stop() {
      server.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

const configuration = (folder: string, cert: string, key: string): string => `
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
include /etc/ldap/schema/nis.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
moduleload ppolicy
pidfile ${folder}/slapd.pid
TLSCertificateFile ${cert}
TLSCertificateKeyFile ${key}
sizelimit 500
database mdb
suffix "${base}"
rootdn "${admin.dn}"
rootpw "${admin.password}"
directory ${folder}/data
maxsize 67108864
overlay memberof
overlay ppolicy
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="${service.dn}" read by * none
limits dn.exact="${service.dn}" size.soft=500 size.hard=500 size.pr=500 size.prtotal=unlimited
`;

const frame = `dn: ${base}
objectClass: dcObject
objectClass: organization
o: Example
dc: example

dn: ${service.dn}
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: bastide
userPassword: ${service.password}

dn: ${people}
objectClass: organizationalUnit
ou: people

dn: ou=groups,${base}
objectClass: organizationalUnit
ou: groups
`;

export interface Entry {
  readonly uid: string;
  readonly name: string;
  readonly password?: string;
  readonly mail?: string;
}

const coded = (name: string, value: string): string => `${name}:: ${Buffer.from(value).toString("base64")}`;
/** RFC 4514. */
const escaped = (value: string): string => value.replace(/[,+"\\<>;=#\0]/g, (sign) => `\\${Buffer.from(sign).toString("hex")}`).replace(/^ | $/g, "\\20");
export const dnOf = (uid: string): string => `uid=${escaped(uid)},${people}`;

export const ldifOf = ({ uid, name, password = "their own password", mail }: Entry): string =>
  [
    coded("dn", dnOf(uid)),
    "objectClass: inetOrgPerson",
    coded("uid", uid),
    coded("cn", name),
    coded("sn", name),
    coded("userPassword", password),
    ...(mail ? [coded("mail", mail)] : []),
    "",
  ].join("\n");

/** To be added while the server runs: only then does it tell the members. */
export const groupOf = (name: string, uids: readonly string[]): string =>
  [
    `dn: cn=${name},ou=groups,${base}`,
    "changetype: add",
    "objectClass: groupOfNames",
    `cn: ${name}`,
    ...uids.map((uid) => coded("member", dnOf(uid))),
    "",
  ].join("\n");
