import type { directories } from "../../../contract/directories.ts";
import type { ReplyOf } from "../../../contract/index.ts";

export type Directory = ReplyOf<(typeof directories)["listDirectories"]>["directories"][number];
