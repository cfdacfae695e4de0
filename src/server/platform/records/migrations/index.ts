// What it is: every migration, in order; written by `npm run migration -- NAME`, then never changed.
// What it is not: no engine's statements: each adapter applies this data in its own words.
// Where to start: ../migrations.ts, which says what a migration may do.
import type { Migration } from "../migrations.ts";
import { migration as m1 } from "./0001-initial.ts";
import { migration as m2 } from "./0002-backups.ts";
import { migration as m3 } from "./0003-reminders.ts";
import { migration as m4 } from "./0004-audit.ts";
import { migration as m5 } from "./0005-factors.ts";
import { migration as m6 } from "./0006-audit-keep.ts";
import { migration as m7 } from "./0007-connections.ts";
import { migration as m8 } from "./0008-tokens.ts";
import { migration as m9 } from "./0009-mail.ts";
import { migration as m10 } from "./0010-directories.ts";
import { migration as m11 } from "./0011-asked-links.ts";
import { migration as m12 } from "./0012-watched-domains.ts";
import { migration as m13 } from "./0013-words-of-connections.ts";
import { migration as m14 } from "./0014-taken-out-by-directories.ts";
import { migration as m15 } from "./0015-files.ts";

export const migrations: readonly Migration[] = [m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15];
