import type { Command } from "../command.ts";
import { auditExport } from "./audit-export.ts";
import { auditHead } from "./audit-head.ts";
import { auditVerify } from "./audit-verify.ts";
import { backup } from "./backup.ts";
import { config } from "./config.ts";
import { doctor } from "./doctor.ts";
import { filesSweep } from "./files-sweep.ts";
import { importSlack } from "./import.ts";
import { newPart } from "./new-part.ts";
import { recover } from "./recover.ts";
import { restore } from "./restore.ts";
import { searchReindex } from "./search-reindex.ts";
import { tokenCreate } from "./token-create.ts";
import { userCreate } from "./user-create.ts";
import { userDisable } from "./user-disable.ts";
import { userImport } from "./user-import.ts";
import { userInvite } from "./user-invite.ts";
import { userMakeOwner } from "./user-make-owner.ts";
import { userRemoveFactors } from "./user-remove-factors.ts";
import { userResetLink } from "./user-reset-link.ts";
import { verify } from "./verify.ts";

const users = [userCreate, userImport, userInvite, userDisable, userResetLink, userRemoveFactors, userMakeOwner];

/** In the order of `bastide --help`. */
export const commands: readonly Command[] = [
  ...users,
  tokenCreate,
  importSlack,
  searchReindex,
  filesSweep,
  backup,
  restore,
  recover,
  verify,
  auditExport,
  auditHead,
  auditVerify,
  config,
  doctor,
  newPart,
];
