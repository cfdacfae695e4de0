import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { recordsSuite, suiteMigrations } from "../suite.ts";
import { openSqlite } from "./index.ts";

recordsSuite("sqlite", async () => {
  const folder = mkdtempSync(join(tmpdir(), "records-"));
  const open = () => openSqlite({ folder, migrations: suiteMigrations, now: Date.now });
  let port = await open();
  return {
    port,
    reopen: async () => {
      await port.close();
      port = await open();
      return port;
    },
    close: async () => {
      await port.close();
      rmSync(folder, { recursive: true });
    },
  };
});
